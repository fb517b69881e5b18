"""How the page looks, and the script and style it loads, all from this server."""

from __future__ import annotations

from gradio.themes import Base, Color, Font, sizes

__all__ = ["HEAD", "page_theme"]

_STYLES = "".join(
    f'<link rel="stylesheet" href="/static/{name}.css">' for name in ("page", "check", "evaluate")
)
HEAD = f'{_STYLES}<script src="/static/page.js" defer></script>'
"""What the page loads besides gradio's own files."""

_SANS = [Font(name) for name in ("system-ui", "-apple-system", "Segoe UI", "sans-serif")]
_MONO = [Font(name) for name in ("ui-monospace", "Menlo", "Consolas", "monospace")]
_TEAL = Color(
    c50="#effaf8", c100="#d3f1ec", c200="#a8e2d9", c300="#75ccc1", c400="#45afa4", c500="#2b9389",
    c600="#1f766f", c700="#1c5f5a", c800="#1a4c49", c900="#193f3d", c950="#082524",
)  # fmt: skip
_SLATE = Color(
    c50="#f7f8fa", c100="#eef0f4", c200="#dfe3ea", c300="#c4cbd6", c400="#959eae", c500="#687283",
    c600="#4b5567", c700="#384152", c800="#212938", c900="#151b27", c950="#0d121b",
)  # fmt: skip


def page_theme() -> Base:
    """Return the theme: system fonts, one accent colour, contrast of at least 4.5 to 1."""
    theme = Base(
        primary_hue=_TEAL,
        secondary_hue=_TEAL,
        neutral_hue=_SLATE,
        radius_size=sizes.radius_md,
        font=_SANS,
        font_mono=_MONO,
    )
    theme.set(  # pyright: ignore[reportUnknownMemberType] - gradio types it loosely
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_border_width="1px",
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        input_background_fill="white",
        input_background_fill_dark="*neutral_800",
        input_border_color="*neutral_400",
        input_border_color_dark="*neutral_500",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_600",
        button_primary_text_color="white",
        button_secondary_background_fill="*neutral_100",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_600",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )
    return theme
