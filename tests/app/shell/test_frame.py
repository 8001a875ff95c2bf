"""The frame: every page opens by its address, on a server that nobody has used yet, without a complaint."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_server import PATIENCE, answers, free_port, serving
from browser_steps import drawn, visit

from app import page_registry

ROOT = Path(__file__).parents[3]


def test_every_page_has_its_file() -> None:
    assert all(page_registry.file_of(place.name).exists() for place in page_registry.PAGES)


def test_a_link_to_a_page_opens_it_on_a_server_that_nobody_has_used_yet(
    demo_catalog: Path, tmp_path: Path, browser_page: Any
) -> None:
    with serving(Path(shutil.copy(demo_catalog, tmp_path))) as unused:
        visit(browser_page, f"{unused}/issue?id=drift")
        browser_page.locator("[data-testid=stTopNavLink]").first.wait_for()
        assert browser_page.locator("[data-testid=stSidebarNav]").count() == 0
        assert browser_page.locator("[data-testid=stException]").count() == 0
        browser_page.goto("about:blank")  # before the server is gone


def test_on_a_narrow_screen_the_drawer_closes_when_one_has_gone_to_a_page(
    app_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(400)
    page.goto(app_url)
    drawn(page)
    for name in ("Documents", "Code", "History", "Overview"):
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebarNavLink").filter(has_text=name).first.click()
        page.locator("[data-testid=stSidebar][data-collapsed=true]").wait_for(state="attached")
        page.wait_for_url(f"{app_url}/{'' if name == 'Overview' else name.lower()}*")
        drawn(page)


def test_the_command_opens_the_app_on_a_new_machine_without_asking_anything(
    demo_catalog: Path, tmp_path: Path, browser_page: Any
) -> None:
    """With the link that it prints, one comes in and works on; the link that the browser got counted once."""
    port = free_port()
    command = [sys.executable, "-m", "kb", "app", "--database", str(demo_catalog), "--port", str(port)]
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho $1 > {opened}.new && mv {opened}.new {opened}\n")
    browser.chmod(0o700)
    new = os.environ | {"HOME": str(tmp_path), "BROWSER": f"{browser} %s", "PYTHONPATH": str(ROOT)}
    told = tmp_path / "told"
    with told.open("w") as output:
        server = subprocess.Popen(
            command, env=new, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        assert answers(f"http://127.0.0.1:{port}", server), told.read_text()
        until = time.monotonic() + PATIENCE
        while not opened.exists() and time.monotonic() < until:
            time.sleep(0.05)
        once = opened.read_text().strip()
        link = told.read_text().split("Open the catalog in a browser: ")[1].split()[0]
        assert once != link
        assert all(each.startswith(f"http://127.0.0.1:{port}/?token=") for each in (once, link))
        visit(browser_page, link)
        assert "token" not in browser_page.url
        browser_page.get_by_role("link", name="Issues", exact=True).first.click()
        browser_page.wait_for_url("**/issues*")
        visit(browser_page, browser_page.url)
        browser_page.goto("about:blank")
        assert "Email" not in told.read_text()
        assert "skills" not in told.read_text()  # Streamlit's offer to install something
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=PATIENCE)
