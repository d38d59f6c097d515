from __future__ import annotations

import pytest

from rag.config import Config, LogFormat, ModelConfig, ServerConfig
from rag.errors import ConfigError


def test_nothing_set_means_the_defaults() -> None:
    assert Config.from_env({}) == Config()


def test_lists_are_separated_by_commas() -> None:
    server = Config.from_env(
        {"WENBAO_ALLOWED_HOSTS": " ask.paper.example, *.lan ,", "WENBAO_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8"}
    ).server
    assert server.allowed_hosts == ("ask.paper.example", "*.lan")
    assert server.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    assert Config.from_env({"WENBAO_ALLOWED_HOSTS": " "}).server == ServerConfig()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENBAO_PORT", "harbour"),
        ("WENBAO_PORT", "0"),
        ("WENBAO_PORT", "9" * 5000),
        ("WENBAO_TRUSTED_PROXIES", "*"),
        ("WENBAO_QUEUE", "0"),
        ("WENBAO_CONCURRENCY", "two"),
        ("WENBAO_VISITOR_QUESTIONS", "-1"),
        ("WENBAO_VISITOR_PAGES", "٣"),
        ("WENBAO_LOG", "xml"),
        ("WENBAO_LOG_QUESTIONS", "maybe"),
        ("WENBAO_GBT7714", "1987"),
        ("WENBAO_LLM_MODEL", "qwen3"),
        ("WENBAO_LLM_BASE_URL", "http://127.0.0.1:1/v1"),
        ("WENBAO_LLM_API_KEY", "密钥"),
        ("WENBAO_LLM_TIMEOUT", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Config.from_env({name: value})


def test_numbers_and_choices_are_read() -> None:
    server = Config.from_env(
        {
            "WENBAO_QUEUE": " 8 ",
            "WENBAO_CONCURRENCY": "1",
            "WENBAO_VISITOR_QUESTIONS": "0",
            "WENBAO_VISITOR_PAGES": "9",
            "WENBAO_LOG": "JSON",
            "WENBAO_LOG_QUESTIONS": "on",
        }
    ).server
    assert (server.queue_size, server.concurrency, server.visitor_questions, server.visitor_pages) == (8, 1, 0, 9)
    assert (server.log, server.log_questions) == (LogFormat.JSON, True)


def test_a_language_model_is_read_and_its_key_is_kept_to_itself() -> None:
    model = Config.from_env(
        {
            "WENBAO_LLM_BASE_URL": " https://models.example/v1 ",
            "WENBAO_LLM_MODEL": "qwen3:8b",
            "WENBAO_LLM_API_KEY": "sk-1",
            "WENBAO_LLM_TIMEOUT": "20",
        }
    ).model
    assert model == ModelConfig("https://models.example/v1", "qwen3:8b", "sk-1", 20.0)
    assert "sk-1" not in repr(model)


@pytest.mark.parametrize(
    "address", ["models.example/v1", "ftp://models.example", "http://", "http://a b", "http://模型"]
)
def test_an_address_of_no_use_is_named(address: str) -> None:
    with pytest.raises(ConfigError, match="WENBAO_LLM_BASE_URL is no address"):
        Config.from_env({"WENBAO_LLM_BASE_URL": address, "WENBAO_LLM_MODEL": "m"})
