"""The synthesized templates: their resources with references filled in, their state machines and their policies."""

import json
import pathlib
import re
from dataclasses import dataclass

REGION = "eu-west-1"
ACCOUNT = "123456789012"
PSEUDO_PARAMETERS = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "Stack",
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Stack/id",
    "AWS::NoValue": "",
}

# The part after "arn:aws:" in the ARN of a resource, and the property with its physical name.
ARNS = {
    "AWS::CloudWatch::Alarm": (f"cloudwatch:{REGION}:{ACCOUNT}:alarm:{{}}", "AlarmName"),
    "AWS::EC2::Instance": (f"ec2:{REGION}:{ACCOUNT}:instance/{{}}", None),
    "AWS::EMRServerless::Application": (f"emr-serverless:{REGION}:{ACCOUNT}:/applications/{{}}", None),
    "AWS::Events::EventBus": (f"events:{REGION}:{ACCOUNT}:event-bus/{{}}", "Name"),
    "AWS::Events::Rule": (f"events:{REGION}:{ACCOUNT}:rule/{{}}", "Name"),
    "AWS::IAM::InstanceProfile": (f"iam::{ACCOUNT}:instance-profile/{{}}", "InstanceProfileName"),
    "AWS::IAM::ManagedPolicy": (f"iam::{ACCOUNT}:policy/{{}}", "ManagedPolicyName"),
    "AWS::IAM::Role": (f"iam::{ACCOUNT}:role/{{}}", "RoleName"),
    "AWS::KMS::Key": (f"kms:{REGION}:{ACCOUNT}:key/{{}}", None),
    "AWS::Lambda::Alias": (f"lambda:{REGION}:{ACCOUNT}:function:function:{{}}", "Name"),
    "AWS::Lambda::Function": (f"lambda:{REGION}:{ACCOUNT}:function:{{}}", "FunctionName"),
    "AWS::Lambda::Version": (f"lambda:{REGION}:{ACCOUNT}:function:{{}}:1", None),
    "AWS::Logs::LogGroup": (f"logs:{REGION}:{ACCOUNT}:log-group:{{}}:*", "LogGroupName"),
    "AWS::Pipes::Pipe": (f"pipes:{REGION}:{ACCOUNT}:pipe/{{}}", "Name"),
    "AWS::S3::Bucket": ("s3:::{}", "BucketName"),
    "AWS::SNS::Topic": (f"sns:{REGION}:{ACCOUNT}:{{}}", "TopicName"),
    "AWS::SQS::Queue": (f"sqs:{REGION}:{ACCOUNT}:{{}}", "QueueName"),
    "AWS::SSM::Parameter": (f"ssm:{REGION}:{ACCOUNT}:parameter/{{}}", "Name"),
    "AWS::Scheduler::Schedule": (f"scheduler:{REGION}:{ACCOUNT}:schedule/default/{{}}", "Name"),
    "AWS::SecretsManager::Secret": (f"secretsmanager:{REGION}:{ACCOUNT}:secret:{{}}-a1b2c3", "Name"),
    "AWS::StepFunctions::StateMachine": (f"states:{REGION}:{ACCOUNT}:stateMachine:{{}}", "StateMachineName"),
}
REF_IS_ARN = {
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Version",
    "AWS::SNS::Topic",
    "AWS::SecretsManager::Secret",
    "AWS::StepFunctions::StateMachine",
}


@dataclass(frozen=True)
class Policy:
    """A policy document of a template. Its kind is "identity", "trust" or "resource"."""

    where: str
    kind: str
    owner: str
    document: dict

    def statements(self):
        found = self.document["Statement"]
        return found if isinstance(found, list) else [found]


class Template:
    """One template; `siblings` are the others of its cloud assembly, for references between stacks."""

    def __init__(self, path, siblings=()):
        self.path = pathlib.Path(path)
        self.name = f"{self.path.parent.name}/{self.path.name.removesuffix('.template.json')}"
        self.body = json.loads(self.path.read_text())
        self.siblings = siblings

    @property
    def resources(self):
        return self.body["Resources"]

    def state_machines(self):
        """Logical id and definition of each state machine."""
        for logical_id, resource in self.resources.items():
            if resource["Type"] == "AWS::StepFunctions::StateMachine":
                properties = resource["Properties"]
                definition = properties.get("Definition")
                text = (
                    self.resolve(properties["DefinitionString"])
                    if definition is None
                    else json.dumps(self.resolve(definition))
                )
                for name, value in self.resolve(properties.get("DefinitionSubstitutions", {})).items():
                    text = text.replace(f"${{{name}}}", str(value))
                yield logical_id, text

    def policies(self):
        """Yields every policy document."""
        for logical_id, resource in self.resources.items():
            properties = self.resolve(resource.get("Properties", {}))
            if resource["Type"] == "AWS::Lambda::Permission":
                yield permission(f"{self.name}: {logical_id}", properties)
            yield from documents(f"{self.name}: {logical_id}", resource["Type"], properties)

    def resolve(self, value):
        """The value with plausible text in place of each reference."""
        if isinstance(value, list):
            return [self.resolve(element) for element in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            function, argument = next(iter(value.items()))
            if function == "Ref":
                return self.reference(argument)
            if function == "Condition" and isinstance(argument, str):
                return value
            if function.startswith("Fn::"):
                return self.intrinsic(function, argument)
        return {key: self.resolve(element) for key, element in value.items()}

    def intrinsic(self, function, argument):
        if function == "Fn::Sub":
            text, variables = (argument, {}) if isinstance(argument, str) else argument
            variables = self.resolve(variables)
            return re.sub(r"\$\{([^!}][^}]*)\}", lambda found: str(self.variable(found.group(1), variables)), text)
        if function == "Fn::GetAtt":
            return self.attribute(*(argument.split(".", 1) if isinstance(argument, str) else argument))
        if function == "Fn::GetStackOutput":
            return self.output(argument["OutputName"], argument.get("StackName"))
        if function == "Fn::If":
            return self.resolve(argument[1])
        if function == "Fn::FindInMap":
            return "value-of-a-map"
        argument = self.resolve(argument)
        if function == "Fn::Join":
            return argument[0].join(str(part) for part in argument[1])
        if function == "Fn::Split":
            return argument[1].split(argument[0])
        if function == "Fn::Select":
            # The list may come from a parameter or a VPC. Its length is not known here.
            elements = argument[1] if isinstance(argument[1], list) else [argument[1]]
            return elements[min(int(argument[0]), len(elements) - 1)]
        if function == "Fn::ImportValue":
            return self.export(argument)
        if function == "Fn::GetAZs":
            return [REGION + "a", REGION + "b", REGION + "c"]
        if function in ("Fn::Base64", "Fn::ToJsonString"):
            return argument if isinstance(argument, str) else json.dumps(argument)
        raise ValueError(f"{self.name}: unknown function {function}")

    def variable(self, name, variables):
        if name in variables:
            return variables[name]
        return self.attribute(*name.split(".", 1)) if "." in name else self.reference(name)

    def reference(self, name):
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        if name in self.body.get("Parameters", {}):
            return str(self.body["Parameters"][name].get("Default", name))
        kind = self.resources[name]["Type"]
        if kind in REF_IS_ARN:
            return self.arn(name)
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{self.physical_name(name)}"
        return self.physical_name(name)

    def attribute(self, name, attribute):
        kind = self.resources[name]["Type"]
        if attribute == "Arn" or attribute.endswith("Arn"):
            return self.arn(name)
        if kind == "AWS::CloudFormation::Stack" and attribute.startswith("Outputs."):
            nested = self.resources[name]["Metadata"]["aws:asset:path"]
            return self.sibling_output(nested, attribute.removeprefix("Outputs."))
        return f"{name}-{attribute}"

    def arn(self, name):
        kind = self.resources[name]["Type"]
        if kind not in ARNS:
            raise ValueError(f"{self.name}: the ARN of {name}, {kind}, is unknown; add it to ARNS")
        return "arn:aws:" + ARNS[kind][0].format(
            self.physical_name(name).removeprefix("/") if kind == "AWS::SSM::Parameter" else self.physical_name(name)
        )

    def physical_name(self, name):
        resource = self.resources[name]
        if resource["Type"] == "AWS::Lambda::Version":
            return self.resolve(resource["Properties"]["FunctionName"]).rpartition(":")[2]
        key = ARNS.get(resource["Type"], (None, None))[1]
        given = resource.get("Properties", {}).get(key)
        if given is not None:
            return str(self.resolve(given))
        return name.lower() if resource["Type"] == "AWS::S3::Bucket" else name

    def export(self, name):
        for template in (self, *self.siblings):
            for output in template.body.get("Outputs", {}).values():
                if "Export" in output and template.resolve(output["Export"]["Name"]) == name:
                    return template.resolve(output["Value"])
        raise ValueError(f"{self.name}: no stack exports {name}")

    def output(self, name, stack):
        for template in self.siblings:
            if name in template.body.get("Outputs", {}):
                return template.resolve(template.body["Outputs"][name]["Value"])
        raise ValueError(f"{self.name}: no output {name} of stack {stack}")

    def sibling_output(self, file, name):
        for template in self.siblings:
            if template.path.name == file:
                return template.resolve(template.body["Outputs"][name]["Value"])
        raise ValueError(f"{self.name}: no nested stack {file}")


def permission(where, properties):
    """Returns a Lambda permission as the statement that Lambda creates (AddPermission in the Lambda API reference)."""
    condition = {}
    for key, operator, name in (
        ("SourceArn", "ArnLike", "AWS:SourceArn"),
        ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
        ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ):
        if key in properties:
            condition.setdefault(operator, {})[name] = properties[key]
    principal = properties["Principal"]
    function = properties["FunctionName"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal} if principal.endswith(".amazonaws.com") else {"AWS": principal},
        "Action": properties["Action"],
        "Resource": (
            function if function.startswith("arn:") else f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
        ),
    }
    if condition:
        statement["Condition"] = condition
    return Policy(where, "resource", "AWS::Lambda::Permission", {"Version": "2012-10-17", "Statement": [statement]})


def documents(where, owner, value, path=""):
    """Yields every policy document in a resource's properties. Some resources take it as text."""
    if isinstance(value, str) and '"Statement"' in value and value.lstrip().startswith("{"):
        value = json.loads(value)
    if isinstance(value, dict):
        if "Statement" in value and path:
            yield Policy(where + path, kind_of(owner, path), owner, value)
            return
        for key, element in value.items():
            yield from documents(where, owner, element, f"{path}.{key}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from documents(where, owner, element, f"{path}[{index}]")


def kind_of(owner, path):
    if path == ".AssumeRolePolicyDocument":
        return "trust"
    return "identity" if owner.startswith("AWS::IAM::") else "resource"


def load(paths):
    """Loads the templates. Those in one folder can refer to each other."""
    templates = [Template(path) for path in paths]
    for template in templates:
        template.siblings = [
            other for other in templates if other is not template and other.path.parent == template.path.parent
        ]
    return templates
