"""Print the known vulnerabilities of the installed packages, one a line: ``python -m tests.audit``.

Make ignores the exit code: a vulnerability found after a release must not break the tests of its checkout.
"""

import json
import subprocess
import sys
from pathlib import Path

PIP_AUDIT = Path(sys.executable).with_name("pip-audit")


def main() -> int:
    """Print the known vulnerabilities; return 1 when there are any."""
    done = subprocess.run(
        [PIP_AUDIT, "--local", "--progress-spinner", "off", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        print(f"pip-audit: {(done.stderr.strip().splitlines() or ['it printed nothing'])[-1]}")
        return 1
    return report(json.loads(done.stdout)["dependencies"])


def report(packages: list[dict[str, object]]) -> int:
    """Print the vulnerabilities that pip-audit found in ``packages``; return 1 when there are any."""
    audited = [package for package in packages if "vulns" in package]
    print(f"pip-audit: the index knows {len(audited)} of {len(packages)} packages")
    found = 0
    for package in audited:
        for vulnerability in package["vulns"]:
            found += 1
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
