#!/usr/bin/env bash
# Installs the system packages that some tests use, where that is possible without asking anybody:
# on Debian and its kin, as root or with a sudo that needs no password. Where it is not possible it
# says which tests will be skipped. It never fails, and when nothing is missing it touches nothing.
#
# XLREPORT_SYSTEM_PACKAGES=no keeps it from installing anything.
set -euo pipefail

packages=(
  libreoffice-calc    # recalculates workbooks, converts them, opens them in a window.
                      # Not libreoffice-calc-nogui: no window opens with it
  libreoffice-writer  # opens and converts Word reports
  python3-uno         # drives a running LibreOffice
  xvfb                # a screen for the windows
  xdotool             # presses their buttons
  fonts-noto-cjk      # Chinese text in pages and pictures
  poppler-utils       # PDF pages to pictures
  imagemagick         # compares pictures
  chromium            # opens published web pages at the width of a phone
)

say() { printf 'system packages: %s\n' "$*"; }

# Says what the tests will do without, then ends well.
settle() {
  say "$1"
  if ! command -v soffice >/dev/null; then
    say "LibreOffice is not here: the tests marked 'office' will be skipped."
  fi
  local tool
  for tool in Xvfb xdotool pdftoppm; do
    if ! command -v "$tool" >/dev/null; then
      say "$tool is not here: the tests that need it will be skipped."
    fi
  done
  exit 0
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  settle "this system has no apt-get; install by hand what is missing."
fi

# dpkg-query fails when it does not know one of the packages, and still lists the others.
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null |
  sed -n 's/^installed //p' || true)
missing=()
for package in "${packages[@]}"; do
  grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  say "all there."
  exit 0
fi
if [ "${XLREPORT_SYSTEM_PACKAGES:-}" = no ]; then
  settle "not installed, as asked: ${missing[*]}"
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    settle "only root may install: ${missing[*]}"
  fi
  as_root=(sudo -n)
fi

say "installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 "$@" >>"$log" 2>&1 </dev/null
}
# An update may fail for one source out of many, so what counts is the installation.
apt update || say "apt-get update failed; trying with the lists that are here."
if ! apt install --no-install-recommends "${missing[@]}"; then
  tail -n 15 "$log" >&2
  settle "could not be installed: ${missing[*]}"
fi
say "done."
