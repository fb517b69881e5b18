"""A document's own date is told from its first lines, and a date of its subject is not taken."""

from __future__ import annotations

import pytest

from ingest.dates import published_line_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("21 November 2025", "2025-11-21"),
        ("Published on 21 November 2025", "2025-11-21"),
        ("HALDEN, 14 April 2026 - The plant will cost more.", "2026-04-14"),
        ("LONDON, April 14, 2026 (Reuters) — The plant opened.", "2026-04-14"),
        ("NEW YORK, Nov. 3, 2025 /PRNewswire/ -- Acme said", "2025-11-03"),
        ("Oslo, Norway, 14 April 2026: The plant opened.", "2026-04-14"),
        ("The Evening Post | 22 August 2025\n\nA leak", "2025-08-22"),
        ("Smålenenes Dagblad, 22 August 2025", "2025-08-22"),
        ("# Minutes of the board meeting of 9 April 2026", "2026-04-09"),
        ("Minutes, 9 April 2026", "2026-04-09"),
        ("Signed at Oslo on 9 April 2026", "2026-04-09"),
        ("*Adopted by the board on 28 March 2023*", "2023-03-28"),
        ("_Page last changed: 12 January 2023_", "2023-01-12"),
        ("By Ada Lee · Tuesday, 16 May 2023 · updated 17 May", "2023-05-16"),
        ("Tuesday 21 February 2023, 13.00-16.20, Customs House, Room 4", "2023-02-21"),
        ("Letter of the union to the management, 3 May 2026", "2026-05-03"),
    ],
)
def test_the_date_of_a_document(text: str, date: str) -> None:
    assert published_line_date(text) == date
    assert published_line_date(f"A title of some words\n\n{text}\n\nIt rained.") == date


@pytest.mark.parametrize(
    "text",
    [
        "The plan was announced on 21 November 2025.",
        "The contract was signed in Oslo, 3 May 2025",
        "Battle of Narvik, 9 April 1940",
        "The pact was signed at Oslo on 9 April 2026.",
        "Signed at Oslo on 9 April 2026, it ended the war.",
        "Born in Oslo, 3 May 1850",
        "Ibsen, 3 May 1850 – 4 June 1906",
        "On Monday, 3 May 2024 - the firm",
        "Report on the accident of 3 May 2024",
        "Statement of the chair on the accident of 3 May 2024",
        "Tariff from 1 January 2026",
        "By Friday, 3 May 2024",
    ],
)
def test_a_date_of_the_subject_is_none_of_the_document(text: str) -> None:
    assert published_line_date(text) is None
