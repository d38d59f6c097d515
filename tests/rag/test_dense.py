import numpy as np
import pytest

from rag.dense import STATE, VECTORS, DenseIndex
from rag.errors import ArchiveError
from rag.store import Mark
from tests.rag.archives import flip_byte

MARK = Mark(7, "abc")


@pytest.fixture
def index() -> DenseIndex:
    made = DenseIndex(3)
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32)
    made.add(np.array([10, 20, 30, 40], np.int64), vectors)
    return made


def test_best_first_with_cosines(index):
    hits = index.search(np.array([1, 0, 0], np.float32), 2)
    assert [i for i, _ in hits] == [10, 30]
    assert [s for _, s in hits] == pytest.approx([1.0, 0.6], abs=1e-3)


def test_equal_scores_stand_in_the_order_of_their_ids(index):
    hits = index.search(np.array([0, 0.5, 0.5], np.float32), 4)
    assert [i for i, _ in hits] == [20, 40, 30, 10]


def test_only_allowed_ids_are_found(index):
    query = np.array([1, 0, 0], np.float32)
    assert [i for i, _ in index.search(query, 4, np.array([40, 20], np.int64))] == [20, 40]
    assert index.search(query, 4, np.array([], np.int64)) == []
    assert index.search(query, 4, np.array([99], np.int64)) == []


def test_more_than_it_holds_and_nothing(index):
    query = np.array([1, 0, 0], np.float32)
    assert [i for i, _ in index.search(query, 100)] == [10, 30, 20, 40]
    assert index.search(query, 0) == []
    assert DenseIndex(3).search(query, 5) == []


def test_removed_ids_are_gone_and_unknown_ones_no_matter(index):
    index.remove(np.array([10, 999], np.int64))
    assert len(index) == 3
    assert [i for i, _ in index.search(np.array([1, 0, 0], np.float32), 4)] == [30, 20, 40]


def test_saved_and_loaded_finds_the_same(index, tmp_path):
    index.save(tmp_path, "m", MARK)
    loaded, mark = DenseIndex.load(tmp_path, "m")
    assert mark == MARK == DenseIndex.reached(tmp_path)
    query = np.array([0.5, 0.4, 0.1], np.float32)
    assert loaded.search(query, 4) == index.search(query, 4)
    loaded.add(np.array([50], np.int64), np.array([[0.5, 0.4, 0.1]], np.float32) * 2)
    assert loaded.search(query, 1)[0][0] == 50


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", [VECTORS, STATE])
def test_a_flipped_bit_is_noticed(index, tmp_path, name, where):
    index.save(tmp_path, "m", MARK)
    flip_byte(tmp_path / name, where)
    with pytest.raises(ArchiveError, match="damaged"):
        DenseIndex.load(tmp_path, "m")


@pytest.mark.parametrize("name", [VECTORS, STATE])
def test_missing_and_cut_short(index, tmp_path, name):
    index.save(tmp_path, "m", MARK)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArchiveError, match="damaged"):
        DenseIndex.load(tmp_path, "m")
    (tmp_path / name).unlink()
    with pytest.raises(ArchiveError, match=f"{name} is missing"):
        DenseIndex.load(tmp_path, "m")


def test_vectors_of_another_model_are_refused(index, tmp_path):
    index.save(tmp_path, "m", MARK)
    with pytest.raises(ArchiveError, match="embedding model 'm'"):
        DenseIndex.load(tmp_path, "n")
