"""Restores former bugs in copies of single sources and checks that tests fail.

Each fault is something that the product or the local emulator did otherwise than AWS. After `mvn verify` the changed source is
compiled by javac in front of the classes of its module, and the named tests run: as they are they pass, with the fault they fail.
Takes the jar of JUnit's console launcher and a folder to work in.
"""

import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = "src/main/java/io/github/emrlaunch/"

# The bug, its source, the text and its replacement, and the tests that fail.
FAULTS = [
    (
        "The permission of the clean-up asks EventBridge for its account, which it does not send",
        "emr-launch-core",
        "core/internal/CleanUp.java",
        '.principal("events.amazonaws.com")',
        '.principal("events.amazonaws.com").sourceAccount(software.amazon.awscdk.Aws.ACCOUNT_ID)',
        ["io.github.emrlaunch.core.internal.CleanUpTest#ruleNamesHaveCommonPrefixAndAtMost64Characters"],
    ),
    (
        "Input transformers escape what they insert",
        "emr-launch-local",
        "local/internal/events/InputTransformer.java",
        "String text = value.asText();",
        r"""String text = value.asText().replace("\\", "\\\\").replace("\"", "\\\"");""",
        ["io.github.emrlaunch.local.EventsTest#quoteInObjectKeyFailsInvocation"],
    ),
    (
        "EMR finds a role by its name without its path",
        "emr-launch-local",
        "local/internal/emr/ClusterPermissions.java",
        'return name.startsWith("arn:") ? name : iam.roleArn("/", name);',
        "return iam.role(name.substring(name.lastIndexOf('/') + 1))"
        '.map(role -> role.arn()).orElseGet(() -> iam.roleArn("/", name));',
        [
            "io.github.emrlaunch.local.EmrRolesTest#serviceRoleWithWrongPathTerminatesCluster",
            "io.github.emrlaunch.local.EmrRolesTest#passRoleIsCheckedForRoleNamedInRequest",
        ],
    ),
    (
        "IAM ignores an explicit Deny",
        "emr-launch-local",
        "local/internal/iam/Decision.java",
        "if (denied.isPresent()) {",
        "if (denied.filter(Decision::allowed).isPresent()) {",
        [
            "io.github.emrlaunch.local.ResourcePolicyTest#policiesOfQueueTopicAndSecretAllowOrDenyRoles",
            "io.github.emrlaunch.local.internal.iam.DecisionTest#resourcePolicyCanAllowOrDenyTheRequest",
        ],
    ),
]


def class_path(module):
    """Returns the class path of the module's last test run."""
    for report in sorted((ROOT / module / "target" / "surefire-reports").glob("TEST-*.xml")):
        for entry in xml.etree.ElementTree.parse(report).getroot().iter("property"):
            if entry.get("name") == "surefire.test.class.path":
                return entry.get("value")
    sys.exit(f"{module} was not tested: run mvn verify first")


def failed_tests(console, module, path, tests):
    """Returns the number of failed tests, each parameter counted. Exits if a test does not run."""
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", f"{console}:{path}", "org.junit.platform.console.ConsoleLauncher", "execute"]
    command += ["--details=summary", "--disable-banner", "--disable-ansi-colors"]
    for test in tests:
        name, method = test.split("#")
        file = ROOT / module / "src/test/java" / (name.replace(".", "/") + ".java")
        declaration = re.search(rf"void {method}\(([^)]*)\)", file.read_text())
        if declaration is None:
            sys.exit(f"There is no test {test}")
        types = [parameter.split()[0] for parameter in declaration[1].split(",") if parameter.strip()]
        qualified = ["java.lang.String" if kind == "String" else kind for kind in types]
        command.append(f"--select-method={name}#{method}({', '.join(qualified)})")
    environment = {"CDK_VALIDATION": "false", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    run = subprocess.run(
        ["env", *(f"{key}={value}" for key, value in environment.items()), *command],
        cwd=ROOT / module,
        capture_output=True,
        text=True,
    )
    counts = {what: int(count) for count, what in re.findall(r"\[ *(\d+) tests (\w+) *\]", run.stdout)}
    if counts.get("started", 0) < len(tests):
        sys.exit(f"Not all of {tests} ran:\n{run.stdout}{run.stderr}")
    return counts["failed"]


def broken(work, number, module, path, source, old, new):
    """Returns a folder with the compiled classes of the source with the bug."""
    text = (ROOT / module / PACKAGES / source).read_text()
    if text.count(old) != 1:
        sys.exit(f"{source} has {text.count(old)} times, in place of once: {old}")
    copy = work / str(number) / "sources" / pathlib.Path(source).name
    copy.parent.mkdir(parents=True)
    copy.write_text(text.replace(old, new))
    classes = work / str(number) / "classes"
    subprocess.run(
        ["javac", "-nowarn", "-proc:none", "--release", "17", "-parameters", "-d", classes, "-cp", path, copy], check=True
    )
    return classes


def main(console, work):
    unnoticed = []
    for number, (what, module, source, old, new, tests) in enumerate(FAULTS):
        path = class_path(module)
        if failed_tests(console, module, path, tests):
            sys.exit(f"These fail without a fault, too: {tests}")
        classes = broken(work, number, module, path, source, old, new)
        for test in tests:
            if not failed_tests(console, module, f"{classes}:{path}", [test]):
                unnoticed.append(f"{what}: {test}")
        print(f"{what}: {len(tests)} tests")
    if unnoticed:
        sys.exit("Not noticed:\n" + "\n".join(unnoticed))


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
