"""What each image is made of, as CycloneDX: Debian's packages, Swift's packages, and what the documentation brings.

Reads the images themselves: Debian's part from the entries that image-root.sh left under /var/lib/dpkg/status.d, Swift's
from the list of resolved packages that the build left beside the licences.
"""

import argparse
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile

NAMES = [
    "exchange-sim", "market-feed", "router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor",
    "recorder", "gateway", "qtp",
]


def files(docker, image):
    """The regular files of an image, by their paths."""
    container = subprocess.check_output([docker, "create", image], text=True).strip()
    try:
        archive = subprocess.check_output([docker, "export", container])
    finally:
        subprocess.run([docker, "rm", container], check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar if member.isfile()}


def debian(content):
    """The component of one package, of its entry in the package database."""
    fields = dict(re.findall(r"^([A-Za-z-]+): (.*)$", content.decode(), re.MULTILINE))
    name, version = fields["Package"], fields["Version"]
    purl = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={fields['Architecture']}&distro=debian-12"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def swift(package, found):
    """The components of a package's dependencies, and of theirs."""
    for dependency in package["dependencies"]:
        location = re.sub(r"^.*github\.com[/:]|\.git$", "", dependency["url"])
        purl = f"pkg:swift/github.com/{location}@{dependency['version']}"
        found[purl] = {
            "type": "library", "bom-ref": purl, "name": dependency["name"], "version": dependency["version"],
            "purl": purl,
        }
        swift(dependency, found)
    return found


def bill(name, content):
    """The document of one image."""
    components = [debian(data) for path, data in content.items() if path.startswith("var/lib/dpkg/status.d/")]
    folder = "usr/share/doc/quantum-trader-pro/"
    components += swift(json.loads(content[folder + "dependencies.json"]), {}).values()
    for path in sorted(content):
        if path.startswith(("usr/lib/swift/linux/", "usr/share/quantum-trader-pro/documentation/", "usr/local/bin/")):
            digest = hashlib.sha256(content[path]).hexdigest()
            components.append(
                {
                    "type": "file", "bom-ref": "file:/" + path, "name": "/" + path,
                    "hashes": [{"alg": "SHA-256", "content": digest}],
                }
            )
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "container", "bom-ref": name, "name": f"quantum-trader-pro/{name}"}},
        "components": sorted(components, key=lambda component: component["bom-ref"]),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docker", default="docker")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    prefix, tag = os.environ.get("IMAGE_PREFIX", "quantum-trader-pro"), os.environ.get("IMAGE_TAG", "local")
    for name in NAMES:
        document = bill(name, files(arguments.docker, f"{prefix}/{name}:{tag}"))
        path = os.path.join(arguments.out, f"{name}.cdx.json")
        with open(path, "w") as file:
            json.dump(document, file, indent=2)
        kinds = [component["purl"].split("/")[0] for component in document["components"] if "purl" in component]
        if not {"pkg:deb", "pkg:swift"} <= set(kinds):
            sys.exit(f"{name}: packages of Debian or of Swift are missing")
        print(f"{path}: {kinds.count('pkg:deb')} Debian and {kinds.count('pkg:swift')} Swift packages")


if __name__ == "__main__":
    main()
