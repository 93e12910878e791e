#!/usr/bin/env bash
# Makes a release as docs/releasing.md describes, with a throw-away key. Checks that it is complete, that a project builds from it, and that later
# builds are compared with it. release.sh FOLDER, an empty one.
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(realpath "$1")"
version="$(sed -n 's|.*<revision>\([0-9.]*\).*|\1|p' pom.xml)"
folder="$work/published"

export GNUPGHOME="$work/gnupg"
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key 'Test of a release <test@example.com>' rsa2048 sign never

started=$SECONDS
part() {
  printf '%s: %d s\n' "$1" "$((SECONDS - started))"
  started=$SECONDS
}

# quietly LOG COMMAND…
quietly() {
  "${@:2}" >"$1" 2>&1 || { cat "$1"; return 1; }
}

git clone -q --no-hardlinks . "$work/clone"
(cd "$work/clone" && quietly "$work/release.log" mvn -B -Prelease "-Drevision=$version" verify)
unzip -q "$work/clone/target/emr-launch-$version-bundle.zip" -d "$folder"
part 'The bundle is made'
python3 .ci/release.py "$folder" "$version" "$work/clone"
part 'The bundle is complete'

# The environment of a user: a local repository without our artifacts, and the folder as the repository with the release.
mkdir "$work/m2"
[ ! -d ~/.m2/repository ] || cp -a ~/.m2/repository/. "$work/m2"
rm -rf "$work/m2/io/github/emrlaunch"
cat >"$work/settings.xml" <<XML
<settings>
  <profiles>
    <profile>
      <id>published</id>
      <repositories>
        <repository>
          <id>published</id>
          <url>file://$folder</url>
          <releases><checksumPolicy>fail</checksumPolicy></releases>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>published</activeProfile></activeProfiles>
</settings>
XML
user=(mvn -B -s "$work/settings.xml" "-Dmaven.repo.local=$work/m2")

cp -r examples/getting-started "$work/project"
(cd "$work/project" && quietly "$work/project.log" "${user[@]}" "-Demr-launch.version=$version" verify)
grep 'Tests run:.*Failures: 0, Errors: 0, Skipped: 0$' "$work/project.log"
grep -q '>published=' "$work/m2/io/github/emrlaunch/emr-launch-core/$version/_remote.repositories"
[ "$(find "$work/m2/io/github/emrlaunch" -mindepth 2 -maxdepth 2 -type d -printf '%f\n' | sort -u)" = "$version" ]
part 'A project builds from the bundle'

# The same project with the BOM instead of versions.
python3 - "$work/project/pom.xml" <<'PYTHON'
import pathlib, re, sys
file = pathlib.Path(sys.argv[1])
text, count = re.subn(r"(<artifactId>emr-launch-[a-z]+</artifactId>)\s*<version>\$\{emr-launch.version}</version>", r"\1", file.read_text())
assert count == 2, count
file.write_text(text.replace("  <dependencies>", """  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>io.github.emrlaunch</groupId>
        <artifactId>emr-launch-bom</artifactId>
        <version>${emr-launch.version}</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>

  <dependencies>""", 1))
PYTHON
(cd "$work/project" && quietly "$work/bom.log" "${user[@]}" "-Demr-launch.version=$version" clean test-compile)
part 'A project builds with the BOM'

# compare: builds a module and compares its public API with that of the release.
git clone -q --no-hardlinks . "$work/next"
module=emr-launch-definitions
compare() {
  (cd "$work/next" && "${user[@]}" -Pquick -Drevision=next-SNAPSHOT "-Djapicmp.baseline=$version" -Dcommand-lines.skip=true -pl "$module" -am verify) \
    >"$work/compare.log" 2>&1
}
compare || { cat "$work/compare.log"; exit 1; }
grep -q "japicmp-maven-plugin:.* @ $module " "$work/compare.log"

sed -i '/public List<Path> otherFiles() {/,/^    }$/d' "$work/next/$module/src/main/java/io/github/emrlaunch/definitions/DefinitionDirectory.java"
! compare || { echo 'A public method is gone, and the build passes'; exit 1; }
grep -q 'METHOD_REMOVED' "$work/compare.log" || { cat "$work/compare.log"; exit 1; }
part 'A build without a public method fails'

# The page shows how to accept this change.
sed -n '/^```xml$/,/^```$/{/^```/d;p}' docs/releasing.md >"$work/accepted.xml"
sed -i "/<build>/r $work/accepted.xml" "$work/next/$module/pom.xml"
compare || { cat "$work/compare.log"; exit 1; }
part 'The build passes when the change is accepted'
