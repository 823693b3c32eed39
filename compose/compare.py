"""Whether two builds of the images are the same: every path, what is in it, its mode and owner. Times may differ.

usage: compare.py FIRST SECOND [--docker docker]     FIRST and SECOND are tags
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile

from sbom import NAMES


def entries(docker, image):
    """What is at each path of an image, its times left out."""
    container = subprocess.check_output([docker, "create", image], text=True).strip()
    try:
        with tempfile.TemporaryFile() as file:
            subprocess.run([docker, "export", container], check=True, stdout=file)
            file.seek(0)
            with tarfile.open(fileobj=file) as tar:
                return {member.name: facts(tar, member) for member in tar}
    finally:
        subprocess.run([docker, "rm", container], check=True, stdout=subprocess.DEVNULL)


def facts(tar, member):
    content = hashlib.sha256(tar.extractfile(member).read()).hexdigest() if member.isfile() else member.linkname
    return member.type, member.mode, member.uid, member.gid, content


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--docker", default="docker")
    arguments = parser.parse_args()
    prefix = os.environ.get("IMAGE_PREFIX", "quantum-trader-pro")
    different = 0
    for name in NAMES:
        first, second = (entries(arguments.docker, f"{prefix}/{name}:{tag}") for tag in (arguments.first, arguments.second))
        paths = sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))
        different += len(paths)
        print(f"{name}: {len(first)} paths, {len(paths)} differ", *paths[:20], sep="\n  ")
    print(f"{different} differ")
    sys.exit(different > 0)


main()
