"""Breaks a template, a state machine and an answer in many ways and expects each validator to report an error.

Arguments: the folder with the Node.js tools, and a template that all validators accept.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import botocore.session

import iam_statements
import moto_errors
import regions
import shapes
import templates

TOOLS, TEMPLATE = map(pathlib.Path, sys.argv[1:3])
BODY = json.loads(TEMPLATE.read_text())
CLUSTER = "arn:aws:elasticmapreduce:eu-west-1:123456789012:cluster/*"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:f"


def written(folder, body):
    path = pathlib.Path(folder, "Broken.template.json")
    path.write_text(json.dumps(body))
    return path


class IamTest(unittest.TestCase):
    def complaints(self, kind, properties):
        """Checks a template that has one more resource than the valid one."""
        body = copy.deepcopy(BODY)
        body["Resources"] = {"Broken": {"Type": kind, "Properties": properties}}
        with tempfile.TemporaryDirectory() as folder:
            return "\n".join(iam_statements.check(templates.load([written(folder, body)]))[1])

    def of_statement(self, **statement):
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
        return self.complaints("AWS::IAM::Policy", {"PolicyName": "p", "PolicyDocument": document})

    def of_trust(self, **statement):
        document = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "a.amazonaws.com"}, **statement}],
        }
        return self.complaints("AWS::IAM::Role", {"AssumeRolePolicyDocument": document})

    def of_permission(self, **properties):
        return self.complaints(
            "AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", "FunctionName": FUNCTION, **properties}
        )

    def test_accepts_what_is_right(self):
        tag = {"StringEquals": {"elasticmapreduce:ResourceTag/owner:team": "a"}}
        self.assertEqual(
            "", self.of_statement(Action="elasticmapreduce:TerminateJobFlows", Resource=CLUSTER, Condition=tag)
        )
        self.assertEqual(
            "", self.of_trust(Action="sts:AssumeRole", Condition={"StringEquals": {"aws:SourceAccount": "1"}})
        )

    def test_unknown_action(self):
        self.assertIn("no such action", self.of_statement(Action="elasticmapreduce:RunJobFlows", Resource="*"))
        self.assertIn("no such action", self.of_trust(Action="sts:AssumeRoles"))

    def test_unknown_service(self):
        self.assertIn("no such action", self.of_statement(Action="emr:RunJobFlow", Resource="*"))

    def test_wildcard_that_means_nothing(self):
        self.assertIn("no such action", self.of_statement(Action="elasticmapreduce:Start*Flow*", Resource="*"))

    def test_action_without_that_resource(self):
        self.assertIn("does not support", self.of_statement(Action="elasticmapreduce:RunJobFlow", Resource=CLUSTER))
        self.assertIn("does not support", self.of_statement(Action="lambda:InvokeFunction", Resource=CLUSTER))

    def test_resource_that_no_action_supports(self):
        complaints = self.of_statement(Action="elasticmapreduce:DescribeCluster", Resource=[CLUSTER, FUNCTION])
        self.assertIn("no action of elasticmapreduce:DescribeCluster supports it", complaints)

    def test_objects_of_a_bucket_are_no_buckets(self):
        self.assertIn("does not support", self.of_statement(Action="s3:ListBucket", Resource="arn:aws:s3:::b/*"))

    def test_alias_of_a_key(self):
        alias = "arn:aws:kms:eu-west-1:123456789012:alias/a"
        self.assertIn("does not support", self.of_statement(Action="kms:Decrypt", Resource=alias))

    def test_wrong_condition_key(self):
        request = {"StringEquals": {"elasticmapreduce:ResourceTag/owner": "a"}}
        self.assertIn(
            "has no condition key",
            self.of_statement(Action="elasticmapreduce:RunJobFlow", Resource="*", Condition=request),
        )
        self.assertIn(
            "has no condition key",
            self.of_statement(Action="iam:PassRole", Resource="*", Condition={"StringEquals": {"iam:PassedTo": "a"}}),
        )

    def test_tag_of_the_resource_of_an_action_without_resource(self):
        tag = {"StringEquals": {"aws:ResourceTag/owner": "a"}}
        self.assertIn(
            "has no condition key",
            self.of_statement(Action="elasticmapreduce:ListClusters", Resource="*", Condition=tag),
        )

    def test_key_of_services_in_an_identity_policy(self):
        source = {"ArnLike": {"aws:SourceArn": FUNCTION}}
        self.assertIn(
            "is a key of service principals", self.of_statement(Action="sns:Publish", Resource="*", Condition=source)
        )

    def test_operator_of_another_type(self):
        condition = {"NumericEquals": {"aws:PrincipalArn": "12"}}
        self.assertIn(
            "parliament: MISMATCHED_TYPE", self.of_statement(Action="sns:Publish", Resource="*", Condition=condition)
        )

    def test_malformed_statement(self):
        self.assertIn("parliament: MALFORMED", self.of_statement(Action="sns:Publish", Resource="*", Resources="*"))

    def test_permission_for_event_bridge_with_an_account(self):
        self.assertEqual(
            "",
            self.of_permission(
                Principal="events.amazonaws.com", SourceArn="arn:aws:events:eu-west-1:123456789012:rule/r"
            ),
        )
        self.assertIn("sends no", self.of_permission(Principal="events.amazonaws.com", SourceAccount="123456789012"))


class TemplatesTest(unittest.TestCase):
    def template(self, resources):
        with tempfile.TemporaryDirectory() as folder:
            return templates.load([written(folder, {"Resources": resources})])[0]

    def test_fills_references_in(self):
        topic = {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": {"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}]]}},
        }
        template = self.template({"Topic": topic})
        arn = "arn:aws:sns:eu-west-1:123456789012:a-eu-west-1"
        self.assertEqual([arn, arn], template.resolve([{"Ref": "Topic"}, {"Fn::Sub": "${Topic}"}]))

    def test_unknown_reference(self):
        template = self.template({"Thing": {"Type": "AWS::New::Thing"}})
        with self.assertRaisesRegex(ValueError, "add it to ARNS"):
            template.resolve({"Fn::GetAtt": ["Thing", "Arn"]})
        with self.assertRaisesRegex(ValueError, "unknown function Fn::New"):
            template.resolve({"Fn::New": "x"})

    def test_finds_a_policy_that_is_text(self):
        document = json.dumps({"Statement": {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}})
        policy = {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyDocument": document}}
        self.assertEqual(["resource"], [each.kind for each in self.template({"Policy": policy}).policies()])


class StatesLanguageTest(unittest.TestCase):
    GOOD = {
        "StartAt": "First",
        "QueryLanguage": "JSONata",
        "States": {
            "First": {"Type": "Wait", "Seconds": "{% $states.input.seconds %}", "Next": "Second"},
            "Second": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": FUNCTION, "Payload": "{% $states.input %}"},
                "End": True,
            },
        },
    }

    def output(self, command, machine):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "machine.json")
            path.write_text(json.dumps(machine))
            ran = subprocess.run([*command, path], capture_output=True, text=True, check=False)
            return ran.returncode, ran.stdout + ran.stderr

    def service(self, machine):
        return self.output(["node", TOOLS / "language_service.js"], machine)

    def validator(self, machine):
        return self.output([TOOLS / "node_modules/.bin/asl-validator", "--json-path"], machine)

    def broken(self, state=None, **members):
        machine = copy.deepcopy(self.GOOD)
        machine["States"]["Second"].update(members)
        if state is not None:
            machine["States"]["Third"] = state
        return machine

    def assert_complaint(self, result, text):
        self.assertNotEqual(0, result[0])
        self.assertIn(text, result[1])

    def test_accept_what_is_right(self):
        self.assertEqual(0, self.service(self.GOOD)[0])
        self.assertEqual(0, self.validator(self.GOOD)[0])

    def test_unreachable_state(self):
        machine = self.broken(state={"Type": "Succeed"})
        self.assert_complaint(self.service(machine), "cannot be reached")
        self.assert_complaint(self.validator(machine), "not reachable")

    def test_unknown_target(self):
        machine = self.broken(Next="Nowhere")
        del machine["States"]["Second"]["End"]
        self.assert_complaint(self.service(machine), "Next")
        self.assert_complaint(self.validator(machine), "Nowhere")

    def test_unknown_field(self):
        machine = self.broken(TimeOutSeconds=3)
        self.assert_complaint(self.service(machine), "TimeOutSeconds")

    def test_field_of_the_other_language(self):
        machine = self.broken(Parameters={"FunctionName": FUNCTION})
        self.assert_complaint(self.validator(machine), "/States/Second is invalid")


class RegionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Runs cfn-lint once over a template with several errors."""
        body = copy.deepcopy(BODY)
        resources = body["Resources"]
        # App Runner is available in few regions.
        resources["Elsewhere"] = {
            "Type": "AWS::AppRunner::ObservabilityConfiguration",
            "Properties": {"ObservabilityConfigurationName": "elsewhere"},
        }
        functions = [each for each in resources.values() if each["Type"] == "AWS::Lambda::Function"]
        functions[0]["Properties"]["Runtime"] = "java8"
        functions[1]["Properties"]["Unknown"] = "field"
        with tempfile.TemporaryDirectory() as folder:
            cls.regional, cls.others = regions.by_region(regions.findings([written(folder, body)]))

    def test_type_that_regions_lack(self):
        lacking = self.regional["AWS::AppRunner::ObservabilityConfiguration", "E3006"]
        self.assertIn("ca-west-1", lacking)
        self.assertNotIn("us-east-1", lacking)
        self.assertIn(
            "which docs/regions.md does not say",
            "\n".join(regions.differences(self.regional, regions.DOCUMENT.read_text())),
        )

    def test_runtime_that_regions_lack(self):
        self.assertIn("cn-north-1", self.regional["AWS::Lambda::Function", "E2530"])

    def test_runtime_that_is_gone(self):
        self.assertIn("java8", "\n".join(self.others))

    def test_unknown_property(self):
        self.assertIn("Unknown", "\n".join(self.others))

    def test_document_that_is_out_of_date(self):
        good = {("AWS::Pipes::Pipe", "E3006"): {"ca-west-1"}}
        self.assertEqual([], list(regions.differences(good, regions.table(good))))
        self.assertIn("can be created in ca-west-1", "\n".join(regions.differences({}, regions.table(good))))


class ShapesTest(unittest.TestCase):
    def complaints(self, service, operation, body):
        model = botocore.session.get_session().get_service_model(service).operation_model(operation)
        text = body if isinstance(body, str) else json.dumps(body)
        return "\n".join(shapes.complaints(model, 200, text.encode()))

    def test_accept_what_is_right(self):
        self.assertEqual("", self.complaints("emr", "RunJobFlow", {"JobFlowId": "j-1", "ClusterArn": CLUSTER}))
        self.assertEqual("", self.complaints("sns", "Publish", self.published("<MessageId>1</MessageId>")))
        self.assertEqual("", self.complaints("s3", "ListObjectsV2", self.listed("<Key>a</Key><Size>1</Size>")))
        self.assertEqual("", self.complaints("s3", "GetBucketLocation", "<LocationConstraint>EU</LocationConstraint>"))

    @staticmethod
    def listed(found):
        return f"<ListBucketResult><Contents>{found}</Contents></ListBucketResult>"

    @staticmethod
    def published(result):
        return (
            f"<PublishResponse><PublishResult>{result}</PublishResult>"
            "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>"
        )

    def test_unknown_member_at_depth(self):
        self.assertIn(
            "$.Cluster.Status.Sate",
            self.complaints("emr", "DescribeCluster", {"Cluster": {"Status": {"Sate": "RUNNING"}}}),
        )
        self.assertIn("$.Id", self.complaints("sns", "Publish", self.published("<Id>1</Id>")))
        self.assertIn("$.Contents.Name", self.complaints("s3", "ListObjectsV2", self.listed("<Name>a</Name>")))

    def test_unknown_value_of_an_enumeration(self):
        self.assertIn("UP", self.complaints("emr", "DescribeCluster", {"Cluster": {"Status": {"State": "UP"}}}))

    def test_missing_member(self):
        self.assertIn(
            "startDate is required", self.complaints("stepfunctions", "StartExecution", {"executionArn": "a"})
        )

    def test_wrong_type(self):
        body = {"executionArn": "a", "startDate": "2026-01-01T00:00:00Z"}
        self.assertIn("startDate is no timestamp", self.complaints("stepfunctions", "StartExecution", body))
        self.assertIn("is no string", self.complaints("ssm", "GetParameter", {"Parameter": {"Name": 1}}))
        self.assertIn("is no long", self.complaints("s3", "ListObjectsV2", self.listed("<Size>much</Size>")))

    def test_document_of_an_operation_that_has_none(self):
        self.assertIn("no document", self.complaints("s3", "DeleteObject", "<DeleteResult/>"))

    def test_null(self):
        self.assertIn("is null", self.complaints("ssm", "GetParameter", {"Parameter": {"Name": None}}))


class MotoErrorsTest(unittest.TestCase):
    class Server:
        """Answers every request with one error code, or with none."""

        def __init__(self, code):
            self.code = code
            self.clients = moto_errors.clients("http://127.0.0.1:1")

        def __call__(self, service):
            client = self.clients(service)
            client.meta.events.register("before-call", self.answer, unique_id="answer")
            return client

        def answer(self, **_):
            http = type("Http", (), {"status_code": 400, "raw": None})
            return http, {"Error": {"Code": self.code}, "ResponseMetadata": {}}

    def test_codes_differ(self):
        found = "\n".join(moto_errors.differences(self.Server("Ours"), self.Server("Theirs")))
        self.assertIn("sqs:GetQueueUrl: unknown name: Ours, by moto it is Theirs", found)
        self.assertIn("emr:RunJobFlow: no name: Ours, by a constraint", found)

    def test_difference_that_is_gone(self):
        found = "\n".join(
            moto_errors.differences(self.Server("ValidationException"), self.Server("ValidationException"))
        )
        self.assertIn("emr:RunJobFlow: no name: moto agrees now", found)
        self.assertNotIn("unknown queue", found)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
