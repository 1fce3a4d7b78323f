"""The engines: normalization, transcription and notes."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from pipeline.settings.group import MIB, Group, check_url


class AudioSettings(Group):
    """Normalization of uploads to 16 kHz speech."""

    ffmpeg: str | None = Field(
        None, description="ffmpeg binary; unset means the one on PATH, else imageio-ffmpeg's."
    )
    max_seconds: float = Field(4 * 3600, gt=0, description="Longest recording, seconds.")
    min_seconds: float = Field(1, ge=0, description="Shortest recording, seconds.")
    time_limit: float = Field(600, gt=0, description="Wall-clock limit of the decoder, seconds.")
    cpu_limit: int = Field(600, gt=0, description="CPU time limit of the decoder, seconds.")
    memory_limit: int = Field(1024 * MIB, gt=0, description="Address-space limit of the decoder, bytes.")
    target_dbfs: float = Field(-20, description="Level that quiet recordings are raised to, dBFS.")
    quiet_dbfs: float = Field(-25, description="Speech below this level is raised, dBFS.")


class AsrSettings(Group):
    """Transcription."""

    model: str = Field(
        "base",
        description="'base' (its weights come as a package), a local folder, or a model-hub name. A larger "
        "model errs less and takes more time and memory.",
    )
    allow_download: bool = Field(
        False, description="Permit a hub name in `model` to be downloaded by faster-whisper."
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where the model runs; auto takes a GPU where there is one."
    )
    compute_type: str = Field(
        "auto",
        description="CTranslate2 compute type; auto is int8 on CPU, float16 on GPU. float32 is not "
        "rounded and takes more time and memory.",
    )
    threads: int = Field(
        0, ge=0, description="CPU threads of the model; 0 means all cores. Fewer leave room for other stages."
    )
    beam_size: int = Field(
        3, ge=1, description="Beam width; 5 takes a tenth more time and errs a little less, 1 is greedy."
    )
    language: str | None = Field(
        "en",
        description="ISO 639-1 code; empty means detect it, at one more run of the encoder.",
    )
    prompt: str | None = Field(
        None,
        description="Text put before each window. Unset, a clinician's two hesitant questions in English and "
        "none in other languages: fewer words are tidied away. Empty, none. Your specialty's words can be "
        "put there; findings should not, as they could turn up in noise.",
    )
    window_seconds: float = Field(
        24, ge=5, le=28, description="Most speech in a window; less costs less and errs more."
    )
    batch_size: int = Field(
        8, ge=1, description="Most windows decoded together; each takes about 30 MB with base on a CPU."
    )
    max_windows: int = Field(
        64, ge=1, description="Most windows waiting for the model, over all recordings; 1 MB each."
    )
    trim_vocabulary: bool = Field(
        True,
        description="On a CPU, load a multilingual model that hears English without the tokens that English "
        "does not use: a twentieth less CPU time, and its file twice in memory while it loads. Off, foreign "
        "and rare words inside English are spelled as the model learned them.",
    )
    diarize: bool = Field(
        True,
        description="Tell speakers apart, by channel or by voice; off, all are unknown, two channels are "
        "mixed, and about 7 s of CPU per 10 minutes are saved.",
    )


class NoteSettings(Group):
    """The note engine."""

    engine: Literal["grounded", "llm"] = Field(
        "grounded",
        description="Which engine writes notes: grounded needs no server, llm asks a language model.",
    )
    llm_url: str | None = Field(
        None,
        description="Base URL of an OpenAI-compatible server, usually ending in /v1; needed by engine llm.",
    )
    llm_model: str | None = Field(None, description="The model's name on that server; needed by engine llm.")
    llm_api_key: SecretStr | None = Field(None, description="Its API key, where it asks for one.")
    llm_timeout: float = Field(120, gt=0, description="Seconds that one answer may take.")
    llm_retries: int = Field(3, ge=0, description="Retries of a request that was refused for now.")
    llm_concurrency: int = Field(4, ge=1, description="Requests in flight at once, per worker process.")
    llm_context_tokens: int = Field(
        8192, gt=0, description="Tokens the server lets the model read and write; longer talks are split."
    )
    llm_answer_tokens: int = Field(1536, ge=128, description="Tokens of one answer.")
    llm_unsupported: Literal["flag", "drop"] = Field(
        "flag", description="What becomes of a sentence whose facts were not said, after one rewrite."
    )
    llm_away: Literal["retry", "grounded"] = Field(
        "retry",
        description="Without a usable answer: retry the note later, or let engine grounded write it.",
    )

    @field_validator("llm_url")
    @classmethod
    def _usable_url(cls, url: str | None) -> str | None:
        if url:
            check_url(url, {"http", "https"})
        return url
