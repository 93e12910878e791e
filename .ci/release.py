"""Checks that a bundle has what Maven Central requires of a release, and nothing else.

Arguments: the folder with the unpacked bundle, the version, and the folder in which the bundle was made.
"""

import hashlib
import io
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
import zipfile

FOLDER, VERSION, BUILD = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
GROUP = "io.github.emrlaunch"
NAMESPACE = "{http://maven.apache.org/POM/4.0.0}"
LICENSES = {name: (BUILD / name).read_text() for name in ("LICENSE", "NOTICE")}
CHECKSUMS = ("md5", "sha1", "sha256", "sha512")
JAR = [".jar", "-sources.jar", "-javadoc.jar"]
ALWAYS = [".pom", "-cyclonedx.json", "-cyclonedx.xml"]
FURTHER = {
    "emr-launch-client": ["-cli.jar", ".zip"],
    "emr-launch-lambdas": ["-lambda.jar"],
    "emr-launch-local": ["-cli.jar"],
    "emr-launch-local-spark": ["-cli.jar"],
}
# The version of a new project that the archetype makes.
NEW_PROJECT = "META-INF/maven/archetype-metadata.xml"


def modules():
    pom = tree.parse(BUILD / "pom.xml")
    names = [module.text for module in pom.findall(f"{NAMESPACE}modules/{NAMESPACE}module")]
    assert "examples" in names, names
    return [name for name in names if name != "examples"]


def artifacts():
    """Each published file by its path below the folder, with the name of its module."""
    for module in modules():
        for end in ALWAYS + ([] if module == "emr-launch-bom" else JAR) + FURTHER.get(module, []):
            yield f"{GROUP.replace('.', '/')}/{module}/{VERSION}/{module}-{VERSION}{end}", module


def check_files(paths):
    expected = {path + end for path in paths for end in ("", ".asc", *(f".{name}" for name in CHECKSUMS))}
    found = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*") if file.is_file()}
    assert found == expected, f"missing: {sorted(expected - found)}, not expected: {sorted(found - expected)}"


def check_signature(path):
    signature = subprocess.run(["gpg", "--batch", "--verify", FOLDER / f"{path}.asc", FOLDER / path], capture_output=True, text=True)
    assert signature.returncode == 0, signature.stderr


def check_checksums(path):
    content = (FOLDER / path).read_bytes()
    for name in CHECKSUMS:
        assert (FOLDER / f"{path}.{name}").read_text().strip() == hashlib.new(name, content).hexdigest(), f"{path}.{name}"


def check_pom(path, module):
    text = (FOLDER / path).read_text()
    assert "${" not in text, f"{path} has a property without a value"
    pom = tree.fromstring(text)

    def one(name):
        return pom.findtext("/".join(NAMESPACE + part for part in name.split("/")), "").strip()

    assert [one(name) for name in ("groupId", "artifactId", "version")] == [GROUP, module, VERSION], path
    for name in ("name", "description", "url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
                 "scm/connection", "scm/developerConnection", "scm/url"):
        assert one(name), f"{path} has no {name}"
    assert one("url") == one("scm/url") == "https://github.com/emrlaunch/emr-launch-java", path
    assert one("developers/developer/name") == "The EMR Launch for Java authors", path
    assert (one("packaging") or "jar") == ("pom" if module == "emr-launch-bom" else "jar"), path
    for name in ("parent", "repositories", "pluginRepositories", "distributionManagement", "build", "profiles", "properties"):
        assert pom.find(NAMESPACE + name) is None, f"{path} has {name}"
    managed = [d.findtext(NAMESPACE + "artifactId") for d in pom.findall("/".join(
        NAMESPACE + part for part in ("dependencyManagement", "dependencies", "dependency")))]
    expected = [name for name in modules() if name not in ("emr-launch-bom", "emr-launch-archetype")]
    assert sorted(managed) == (sorted(expected) if module == "emr-launch-bom" else []), f"{path} manages {managed}"
    for dependency in pom.iter(NAMESPACE + "dependency"):
        name, version, scope = (dependency.findtext(NAMESPACE + part) for part in ("artifactId", "version", "scope"))
        assert version and re.fullmatch(r"[0-9][0-9A-Za-z.-]*", version), f"{path}: {name} has the version {version}"
        assert scope != "test", f"{path}: {name} is for tests"
        assert dependency.findtext(NAMESPACE + "groupId") != GROUP or version == VERSION, f"{path}: {name} {version}"


def manifest(content):
    lines = zipfile.ZipFile(io.BytesIO(content)).read("META-INF/MANIFEST.MF").decode().replace("\r\n ", "").splitlines()
    return dict(line.split(": ", 1) for line in lines if line)


def check_archive(path, content):
    """Checks names and files of an archive, and of archives in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            where = f"{entry} in {path}"
            data = archive.read(entry)
            assert "SNAPSHOT" not in entry, where
            if entry != NEW_PROJECT:
                assert b"-SNAPSHOT" not in data, f"a snapshot: {where}"
            if entry.endswith((".xml", ".properties", ".MF", ".html")) and entry != NEW_PROJECT:
                assert b"SNAPSHOT" not in data, f"a snapshot: {where}"
            assert str(BUILD).encode() not in data, f"a path of this machine: {where}"
            if entry.endswith((".jar", ".zip")):
                check_archive(where, data)
        if path.endswith(".jar"):
            for name, text in LICENSES.items():
                found = archive.read(f"META-INF/{name}").decode()
                assert " ".join(text.split()) in " ".join(found.split()), f"another {name} in {path}"


def main():
    paths = dict(artifacts())
    check_files(paths)
    names = []
    for path, module in paths.items():
        content = (FOLDER / path).read_bytes()
        check_signature(path)
        check_checksums(path)
        if path.endswith(".pom"):
            check_pom(path, module)
        if path.endswith((".jar", ".zip")):
            check_archive(path, content)
            if path.endswith(f"{module}-{VERSION}.jar"):
                names.append(manifest(content)["Automatic-Module-Name"])
        else:
            assert b"SNAPSHOT" not in content and str(BUILD).encode() not in content, path
    assert len(names) == len(set(names)) == len(modules()) - 1, names
    for name in names:
        assert re.fullmatch(GROUP.replace(".", r"\.") + r"(\.[a-z]+)+", name), name
    archetype = next(path for path in paths if path.endswith(f"emr-launch-archetype-{VERSION}-javadoc.jar"))
    assert "README.md" in zipfile.ZipFile(FOLDER / archetype).namelist(), archetype
    print(f"{len(paths)} files of {len(modules())} modules, each signed and with {len(CHECKSUMS)} checksums")


main()
