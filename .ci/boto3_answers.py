"""Drives every operation of a local emulator with boto3 and compares each response with its output shape in botocore.

The emulator at the given endpoint has deployed the assembly beside this file, whose names are used here. An operation that
the emulator has and that is not driven is an error, so that new operations are checked, too.
"""

import json
import sys
import time

import boto3
import botocore.config
import botocore.exceptions
import botocore.parsers

import shapes

REGION = "us-east-1"
ACCOUNT = "123456789012"
SERVICES = [
    "ssm",
    "secretsmanager",
    "sqs",
    "sns",
    "sts",
    "iam",
    "events",
    "scheduler",
    "pipes",
    "stepfunctions",
    "emr",
    "emr-serverless",
    "lambda",
    "logs",
    "s3",
]
# The errors of a service for an operation that it does not have.
UNKNOWN = {"UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "MethodNotAllowed"}
# Operations of the model that are signed for other services.
ELSEWHERE = {"ListDirectoryBuckets", "WriteGetObjectResponse"}
UNANSWERED = (
    botocore.exceptions.ClientError,
    botocore.exceptions.BotoCoreError,
    botocore.parsers.ResponseParserError,
    ValueError,
)
ASSUME = f"arn:aws:iam::{ACCOUNT}:role/answers-account"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:answers"
MACHINE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/answers-machine"
JOB_ROLE = f"arn:aws:iam::{ACCOUNT}:role/answers-job"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:answers"


class Answers:
    """Clients of one endpoint, and the errors in the responses that they received."""

    def __init__(self, endpoint):
        # Only the name of the endpoint resolves to the emulator.
        config = botocore.config.Config(
            retries={"total_max_attempts": 1}, parameter_validation=False, inject_host_prefix=False, read_timeout=30
        )
        # An access key that does not exist, so that no real one is ever sent. `serve` treats it as the account's administrator.
        session = boto3.Session("AKIAVALIDATORS000000", "emulator", region_name=REGION)
        self.clients = {name: session.client(name, endpoint_url=endpoint, config=config) for name in SERVICES}
        self.driven = set()
        self.failures = []
        for client in self.clients.values():
            client.meta.events.register("before-parse", self.look)

    def look(self, operation_model, response_dict, **_):
        if response_dict["status_code"] < 300:
            name = f"{operation_model.service_model.service_name}:{operation_model.name}"
            for complaint in shapes.complaints(operation_model, response_dict["status_code"], response_dict["body"]):
                if f"{name}: {complaint}" not in self.failures:
                    self.failures.append(f"{name}: {complaint}")

    def call(self, service, operation, **parameters):
        """Returns the parsed response; empty for an error, which is recorded."""
        self.driven.add((service, operation))
        try:
            return self.send(service, operation, parameters)
        except UNANSWERED as error:
            self.failures.append(f"{service}:{operation}: {error}")
            return {}

    def refused(self, service, operation, code, **parameters):
        """Records a response that should have been an error, or a different error."""
        self.driven.add((service, operation))
        try:
            self.send(service, operation, parameters)
            self.failures.append(f"{service}:{operation}: an answer in place of {code}")
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != code:
                self.failures.append(f"{service}:{operation}: {error}")

    def send(self, service, operation, parameters):
        client = self.clients[service]
        methods = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        return getattr(client, methods[operation])(**parameters)

    def undriven(self):
        """Returns the operations of the emulator that were not called."""
        for service, client in self.clients.items():
            model = client.meta.service_model
            for operation in sorted(set(model.operation_names) - {name for of, name in self.driven if of == service}):
                shape = model.operation_model(operation).input_shape
                if model.operation_model(operation).auth_type == "none" or operation in ELSEWHERE:
                    # The emulator finds the service by the signature.
                    continue
                try:
                    self.send(service, operation, {} if shape is None else minimal(shape))
                except botocore.exceptions.ClientError as error:
                    if error.response["Error"]["Code"] in UNKNOWN:
                        continue
                except UNANSWERED as error:
                    yield f"{service}:{operation}: {error}"
                    continue
                yield f"{service}:{operation} is there and not driven"


def minimal(shape, depth=0):
    """Returns the smallest input of a shape from which a path can be built."""
    if shape.type_name == "structure":
        return {name: minimal(shape.members[name], depth + 1) for name in shape.required_members if depth < 4}
    return {"list": [], "map": {}, "boolean": False, "blob": b"", "timestamp": 0, "string": "answers"}.get(
        shape.type_name, 1
    )


def parameters(answers):
    def ssm(operation, **members):
        return answers.call("ssm", operation, **members)

    ssm(
        "PutParameter",
        Name="/answers/text",
        Value="one",
        Type="String",
        Description="First",
        Tags=[{"Key": "k", "Value": "v"}],
    )
    ssm("PutParameter", Name="/answers/text", Value="two", Type="String", Overwrite=True)
    ssm("PutParameter", Name="/answers/list", Value="a,b", Type="StringList", Tier="Intelligent-Tiering")
    ssm("PutParameter", Name="/answers/secret", Value="hidden", Type="SecureString")
    for name in ("/answers/text", "/answers/text:1", "/answers/list", "/answers/secret"):
        ssm("GetParameter", Name=name, WithDecryption=True)
    ssm("GetParameter", Name="/answers/secret")
    ssm("GetParameters", Names=["/answers/text", "/answers/secret", "/answers/none"])
    ssm("GetParametersByPath", Path="/answers", Recursive=True, MaxResults=2)
    ssm("DescribeParameters", ParameterFilters=[{"Key": "Name", "Option": "BeginsWith", "Values": ["/answers"]}])
    ssm("LabelParameterVersion", Name="/answers/text", ParameterVersion=1, Labels=["first", "1 is no label"])
    ssm("GetParameter", Name="/answers/text:first")
    ssm("GetParameterHistory", Name="/answers/text")
    ssm("UnlabelParameterVersion", Name="/answers/text", ParameterVersion=1, Labels=["first", "none"])
    ssm("AddTagsToResource", ResourceType="Parameter", ResourceId="/answers/text", Tags=[{"Key": "more", "Value": "v"}])
    ssm("ListTagsForResource", ResourceType="Parameter", ResourceId="/answers/text")
    ssm("RemoveTagsFromResource", ResourceType="Parameter", ResourceId="/answers/text", TagKeys=["more"])
    ssm("DeleteParameter", Name="/answers/list")
    ssm("DeleteParameters", Names=["/answers/text", "/answers/secret", "/answers/none"])


def secrets(answers):
    def manager(operation, **members):
        return answers.call("secretsmanager", operation, **members)

    manager("CreateSecret", Name="answers", SecretString="one", Description="First", Tags=[{"Key": "k", "Value": "v"}])
    manager("CreateSecret", Name="answers-bytes", SecretBinary=b"\x00\x01")
    manager("PutSecretValue", SecretId="answers", SecretString="two")
    manager("UpdateSecret", SecretId="answers", Description="Second")
    manager("GetSecretValue", SecretId="answers")
    manager("GetSecretValue", SecretId="answers", VersionStage="AWSPREVIOUS")
    manager("GetSecretValue", SecretId="answers-bytes")
    manager("DescribeSecret", SecretId="answers")
    manager("ListSecrets")
    manager("TagResource", SecretId="answers", Tags=[{"Key": "more", "Value": "v"}])
    manager("UntagResource", SecretId="answers", TagKeys=["more"])
    manager("DeleteSecret", SecretId="answers", RecoveryWindowInDays=7)
    manager("DescribeSecret", SecretId="answers")
    manager("RestoreSecret", SecretId="answers")
    manager("DeleteSecret", SecretId="answers-bytes", ForceDeleteWithoutRecovery=True)


def queues(answers):
    def sqs(operation, **members):
        return answers.call("sqs", operation, **members)

    queue = sqs("GetQueueUrl", QueueName="answers").get(
        "QueueUrl", f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/answers"
    )
    attribute = {"kind": {"DataType": "String", "StringValue": "first"}}
    sqs("SendMessage", QueueUrl=queue, MessageBody="one", MessageAttributes=attribute)
    sqs(
        "SendMessageBatch",
        QueueUrl=queue,
        Entries=[{"Id": "a", "MessageBody": "two"}, {"Id": "b", "MessageBody": "three"}],
    )
    sqs("GetQueueAttributes", QueueUrl=queue, AttributeNames=["All"])
    found = sqs(
        "ReceiveMessage", QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"]
    ).get("Messages", [])
    handles = [message["ReceiptHandle"] for message in found]
    if len(handles) > 1:
        sqs("ChangeMessageVisibility", QueueUrl=queue, ReceiptHandle=handles[0], VisibilityTimeout=60)
        again = [{"Id": "a", "ReceiptHandle": handles[1], "VisibilityTimeout": 60}]
        sqs("ChangeMessageVisibilityBatch", QueueUrl=queue, Entries=again)
        sqs("DeleteMessage", QueueUrl=queue, ReceiptHandle=handles[0])
        sqs(
            "DeleteMessageBatch",
            QueueUrl=queue,
            Entries=[{"Id": "a", "ReceiptHandle": handle} for handle in handles[1:2]],
        )
    else:
        answers.failures.append(f"sqs:ReceiveMessage: {len(handles)} messages, not 3")
    sqs("ReceiveMessage", QueueUrl=queue, VisibilityTimeout=0)
    sqs("ListQueues")


def messages(answers):
    answers.call("sns", "Publish", TopicArn=TOPIC, Message="one", Subject="First")
    answers.call(
        "sns",
        "Publish",
        TopicArn=TOPIC,
        Message="two",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "second"}},
    )


def identities(answers):
    answers.call("sts", "GetCallerIdentity")
    trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
    answers.call(
        "iam",
        "CreateRole",
        RoleName="answers-created",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )
    answers.call("iam", "DeleteRole", RoleName="answers-created")
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    answers.call(
        "iam",
        "SimulateCustomPolicy",
        PolicyInputList=[json.dumps({"Version": "2012-10-17", "Statement": [read]})],
        ActionNames=["s3:GetObject"],
        ResourceArns=["arn:aws:s3:::bucket/key"],
        ContextEntries=[{"ContextKeyName": "aws:PrincipalTag/team", "ContextKeyValues": ["etl"], "ContextKeyType": "string"}],
    )
    answers.call("sts", "AssumeRole", RoleArn=ASSUME, RoleSessionName="answers", Tags=[{"Key": "k", "Value": "v"}])


def events(answers):
    entry = {"Source": "answers", "DetailType": "Asked", "Detail": json.dumps({"n": 1})}
    answers.call("events", "PutEvents", Entries=[entry, {**entry, "Detail": "no JSON"}])


def schedules(answers):
    answers.call("scheduler", "GetSchedule", Name="answers")
    answers.call("scheduler", "ListSchedules")
    answers.call("pipes", "DescribePipe", Name="answers")
    answers.call("pipes", "ListPipes")


def machines(answers):
    def states(operation, **members):
        return answers.call("stepfunctions", operation, **members)

    definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    states("CreateStateMachine", name="answers-made", roleArn=MACHINE_ROLE, definition=definition)
    states("DescribeStateMachine", stateMachineArn=MACHINE)
    states("ListStateMachines")
    executions = {}
    for name in ("done", "fail", "sleep", "ask", "ask-badly", "stop"):
        arguments = {name.partition("-")[0]: True}
        answer = states("StartExecution", stateMachineArn=MACHINE, name=name, input=json.dumps(arguments))
        executions[name] = answer.get("executionArn", f"arn:aws:states:{REGION}:{ACCOUNT}:execution:answers:{name}")
    tokens = {token["execution"]: token["token"] for token in task_tokens(answers, 3)}
    if len(tokens) == 3:
        states("SendTaskHeartbeat", taskToken=tokens["ask"])
        states("SendTaskSuccess", taskToken=tokens["ask"], output="{}")
        states("SendTaskFailure", taskToken=tokens["ask-badly"], error="Wanted", cause="As asked")
    else:
        answers.failures.append(f"stepfunctions: {len(tokens)} task tokens came to the queue, not 3")
    states("DescribeExecution", executionArn=executions["stop"])
    states("StopExecution", executionArn=executions["stop"], error="Wanted", cause="As asked")
    for arn in executions.values():
        ended(answers, arn)
        states("GetExecutionHistory", executionArn=arn)
    states("GetExecutionHistory", executionArn=executions["ask"], maxResults=2, reverseOrder=True)
    for status in ("SUCCEEDED", "FAILED", "ABORTED"):
        states("ListExecutions", stateMachineArn=MACHINE, statusFilter=status, maxResults=2)
    states("DescribeStateMachineForExecution", executionArn=executions["done"])
    states("RedriveExecution", executionArn=executions["fail"], clientToken="answers")
    ended(answers, executions["fail"])
    states("DescribeExecution", executionArn=executions["fail"])
    states("ValidateStateMachineDefinition", definition=definition)
    states("ValidateStateMachineDefinition", definition="{}", type="EXPRESS", severity="WARNING", maxResults=1)
    made = MACHINE.replace(":answers", ":answers-made")
    states("UpdateStateMachine", stateMachineArn=made, definition=definition.replace("Done", "Over"))
    states("DescribeStateMachine", stateMachineArn=made)
    states("DeleteStateMachine", stateMachineArn=made)
    quick = states(
        "CreateStateMachine", name="answers-quick", roleArn=MACHINE_ROLE, definition=definition, type="EXPRESS"
    )
    states("StartSyncExecution", stateMachineArn=quick.get("stateMachineArn", made), input="{}")


def task_tokens(answers, wanted):
    """Returns the messages of executions that wait for a callback."""
    queue = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/answers-tokens"
    deadline = time.monotonic() + 20
    while wanted and time.monotonic() < deadline:
        for message in answers.call("sqs", "ReceiveMessage", QueueUrl=queue, MaxNumberOfMessages=10).get(
            "Messages", []
        ):
            wanted -= 1
            yield json.loads(message["Body"])
        time.sleep(0.1)


def ended(answers, execution):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if answers.call("stepfunctions", "DescribeExecution", executionArn=execution).get("status") != "RUNNING":
            return
        time.sleep(0.1)
    answers.failures.append(f"stepfunctions:DescribeExecution: {execution} does not end")


STEP = {
    "Name": "Step",
    "ActionOnFailure": "CONTINUE",
    "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", "s3://answers/step.py"]},
}


def cluster_request(name, instances, **members):
    return {
        "Name": name,
        "ReleaseLabel": "emr-7.5.0",
        "ServiceRole": "answers-service",
        "JobFlowRole": "answers-instance",
        "Applications": [{"Name": "Spark"}],
        "Configurations": [{"Classification": "spark-defaults", "Properties": {"spark.executor.memory": "1g"}}],
        "Tags": [{"Key": "k", "Value": "v"}],
        "Instances": {"KeepJobFlowAliveWhenNoSteps": True, **instances},
        **members,
    }


GROUPS = [
    {
        "Name": "Primary",
        "InstanceRole": "MASTER",
        "InstanceType": "m5.xlarge",
        "InstanceCount": 1,
        "Market": "ON_DEMAND",
    },
    {
        "Name": "Core",
        "InstanceRole": "CORE",
        "InstanceType": "m5.xlarge",
        "InstanceCount": 2,
        "EbsConfiguration": {
            "EbsBlockDeviceConfigs": [
                {"VolumeSpecification": {"VolumeType": "gp3", "SizeInGB": 64}, "VolumesPerInstance": 2}
            ]
        },
    },
]
FLEETS = [
    {
        "InstanceFleetType": "MASTER",
        "TargetOnDemandCapacity": 1,
        "InstanceTypeConfigs": [{"InstanceType": "m5.xlarge"}],
    },
    {
        "InstanceFleetType": "CORE",
        "TargetOnDemandCapacity": 2,
        "TargetSpotCapacity": 2,
        "InstanceTypeConfigs": [{"InstanceType": "m5.xlarge", "WeightedCapacity": 1}],
        "LaunchSpecifications": {
            "SpotSpecification": {
                "TimeoutDurationMinutes": 10,
                "TimeoutAction": "SWITCH_TO_ON_DEMAND",
                "AllocationStrategy": "capacity-optimized",
            }
        },
    },
]


def clusters(answers):
    def emr(operation, **members):
        return answers.call("emr", operation, **members)

    script = {"Name": "Script", "ScriptBootstrapAction": {"Path": "s3://answers/script.sh", "Args": ["a"]}}
    limits = {"UnitType": "Instances", "MinimumCapacityUnits": 2, "MaximumCapacityUnits": 10}
    grouped = emr(
        "RunJobFlow",
        **cluster_request("groups", {"InstanceGroups": GROUPS}, BootstrapActions=[script], LogUri="s3://answers/logs"),
    ).get("JobFlowId", "j-NONE")
    fleets = emr("RunJobFlow", **cluster_request("fleets", {"InstanceFleets": FLEETS})).get("JobFlowId", "j-NONE")
    emr("DescribeCluster", ClusterId=grouped)
    emr("ListClusters")
    pass_time(answers)
    for cluster in (grouped, fleets):
        emr("DescribeCluster", ClusterId=cluster)
        emr("ListInstances", ClusterId=cluster)
        emr("AddTags", ResourceId=cluster, Tags=[{"Key": "more", "Value": "v"}])
        emr("RemoveTags", ResourceId=cluster, TagKeys=["more"])
    emr("ListBootstrapActions", ClusterId=grouped)
    steps = emr("AddJobFlowSteps", JobFlowId=grouped, Steps=[STEP, {**STEP, "Name": "Second"}]).get(
        "StepIds", ["s-NONE", "s-NONE"]
    )
    emr("CancelSteps", ClusterId=grouped, StepIds=steps[1:])
    emr("ListSteps", ClusterId=grouped)
    pass_time(answers)
    emr("ListSteps", ClusterId=grouped, StepStates=["COMPLETED"])
    emr("DescribeStep", ClusterId=grouped, StepId=steps[0])
    emr("ModifyCluster", ClusterId=grouped, StepConcurrencyLevel=2)
    groups = emr("ListInstanceGroups", ClusterId=grouped).get("InstanceGroups", [])
    core = [group["Id"] for group in groups if group.get("InstanceGroupType") == "CORE"]
    emr(
        "ModifyInstanceGroups",
        ClusterId=grouped,
        InstanceGroups=[{"InstanceGroupId": each, "InstanceCount": 3} for each in core],
    )
    task = {"Name": "Task", "InstanceRole": "TASK", "InstanceType": "m5.xlarge", "InstanceCount": 1}
    emr("AddInstanceGroups", JobFlowId=grouped, InstanceGroups=[task])
    core = [
        each["Id"]
        for each in emr("ListInstanceFleets", ClusterId=fleets).get("InstanceFleets", [])
        if each["InstanceFleetType"] == "CORE"
    ]
    for each in core:
        emr(
            "ModifyInstanceFleet",
            ClusterId=fleets,
            InstanceFleet={"InstanceFleetId": each, "TargetOnDemandCapacity": 3, "TargetSpotCapacity": 1},
        )
    emr("AddInstanceFleet", ClusterId=fleets, InstanceFleet={**FLEETS[0], "InstanceFleetType": "TASK", "Name": "Task"})
    emr("PutManagedScalingPolicy", ClusterId=grouped, ManagedScalingPolicy={"ComputeLimits": limits})
    emr("GetManagedScalingPolicy", ClusterId=grouped)
    emr("RemoveManagedScalingPolicy", ClusterId=grouped)
    emr("PutAutoTerminationPolicy", ClusterId=grouped, AutoTerminationPolicy={"IdleTimeout": 3600})
    emr("GetAutoTerminationPolicy", ClusterId=grouped)
    emr("RemoveAutoTerminationPolicy", ClusterId=grouped)
    emr("SetTerminationProtection", JobFlowIds=[grouped], TerminationProtected=False)
    emr("ListReleaseLabels")
    emr("DescribeReleaseLabel", ReleaseLabel="emr-7.5.0")
    emr("TerminateJobFlows", JobFlowIds=[grouped, fleets])
    pass_time(answers)
    emr("DescribeCluster", ClusterId=grouped)
    emr("ListClusters", ClusterStates=["TERMINATED"])


def pass_time(answers):
    """Advances the emulator's clock by an hour, the wait time of an execution."""
    pass_time.count += 1
    name = f"hour-{pass_time.count}"
    answers.call("stepfunctions", "StartExecution", stateMachineArn=MACHINE, name=name, input='{"sleep": true}')
    ended(answers, f"arn:aws:states:{REGION}:{ACCOUNT}:execution:answers:{name}")


pass_time.count = 0


def applications(answers):
    def serverless(operation, **members):
        return answers.call("emr-serverless", operation, **members)

    application = serverless(
        "CreateApplication", name="answers", releaseLabel="emr-7.5.0", type="SPARK", clientToken="answers"
    ).get("applicationId", "none")
    pass_time(answers)
    serverless("GetApplication", applicationId=application)
    serverless("ListApplications")
    serverless(
        "UpdateApplication",
        applicationId=application,
        clientToken="update",
        maximumCapacity={"cpu": "8 vCPU", "memory": "32 GB"},
    )
    serverless("StartApplication", applicationId=application)
    pass_time(answers)
    job = {
        "applicationId": application,
        "executionRoleArn": JOB_ROLE,
        "jobDriver": {
            "sparkSubmit": {
                "entryPoint": "s3://answers/job.py",
                "sparkSubmitParameters": "--conf spark.executor.cores=1",
            }
        },
    }
    run = serverless("StartJobRun", clientToken="run", **job).get("jobRunId", "none")
    serverless("GetJobRun", applicationId=application, jobRunId=run)
    serverless("ListJobRuns", applicationId=application)
    stopped = serverless("StartJobRun", clientToken="stop", **job).get("jobRunId", "none")
    serverless("CancelJobRun", applicationId=application, jobRunId=stopped)
    pass_time(answers)
    serverless("GetJobRun", applicationId=application, jobRunId=run)
    serverless("StopApplication", applicationId=application)
    pass_time(answers)
    serverless("DeleteApplication", applicationId=application)


def functions(answers):
    def function(operation, **members):
        return answers.call("lambda", operation, **members)

    listed = function("ListFunctions").get("Functions", [])
    found = [each["FunctionName"] for each in listed if each.get("Runtime", "").startswith("java")]
    if not found:
        answers.failures.append("lambda:ListFunctions: no Java function is deployed")
    events = 0
    for name in found:
        function("GetFunction", FunctionName=name)
        configuration = function("GetFunctionConfiguration", FunctionName=name)
        function("ListVersionsByFunction", FunctionName=name)
        function("ListAliases", FunctionName=name)
        # No example has one.
        answers.refused("lambda", "GetAlias", "ResourceNotFoundException", FunctionName=name, Name="none")
        function("Invoke", FunctionName=name, Payload=b"{}")
        events += logs(answers, configuration.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}"))
        if "CleanUp" in name:
            # EventBridge may invoke it.
            function("GetPolicy", FunctionName=name)
    if events == 0:
        answers.failures.append("logs:FilterLogEvents: no function has written anything")


def logs(answers, group):
    """The number of events that the log group has."""
    answers.call("logs", "DescribeLogGroups", logGroupNamePrefix=group)
    answers.call("logs", "DescribeLogStreams", logGroupName=group)
    found = answers.call("logs", "FilterLogEvents", logGroupName=group).get("events", [])
    for event in found[:1]:
        answers.call("logs", "GetLogEvents", logGroupName=group, logStreamName=event["logStreamName"])
    return len(found)


def objects(answers):
    def s3(operation, **members):
        return answers.call("s3", operation, Bucket="answers-bucket", **members)

    s3("CreateBucket")
    answers.call("s3", "ListBuckets")
    for operation in ("HeadBucket", "GetBucketLocation"):
        s3(operation)
    s3("PutObject", Key="a/b c+ü", Body=b"hello", ContentType="text/plain", Metadata={"team": "etl"})
    for conditions in ({}, {"Range": "bytes=1-2"}, {"ChecksumMode": "ENABLED"}, {"ResponseContentType": "text/csv"}):
        s3("GetObject", Key="a/b c+ü", **conditions)
    s3("HeadObject", Key="a/b c+ü")
    s3("CopyObject", Key="copy", CopySource={"Bucket": "answers-bucket", "Key": "a/b c+ü"})
    s3("ListObjects", Delimiter="/", MaxKeys=1)
    s3("ListObjectsV2", FetchOwner=True, MaxKeys=1)
    s3("ListObjectsV2", Delimiter="/", Prefix="a/")
    upload = {"Key": "parts", "UploadId": s3("CreateMultipartUpload", Key="parts").get("UploadId", "none")}
    first = s3("UploadPart", PartNumber=1, Body=b"x" * (5 << 20), **upload).get("ETag")
    source = {"Bucket": "answers-bucket", "Key": "copy"}
    second = s3("UploadPartCopy", PartNumber=2, CopySource=source, **upload).get("CopyPartResult", {}).get("ETag")
    s3("ListParts", **upload)
    s3("ListMultipartUploads")
    parts = [{"PartNumber": 1, "ETag": first}, {"PartNumber": 2, "ETag": second}]
    s3("CompleteMultipartUpload", MultipartUpload={"Parts": parts}, **upload)
    s3("AbortMultipartUpload", Key="parts", UploadId=s3("CreateMultipartUpload", Key="parts").get("UploadId", "none"))
    s3("DeleteObject", Key="copy")
    s3("DeleteObjects", Delete={"Objects": [{"Key": "parts"}, {"Key": "a/b c+ü"}, {"Key": "k" * 1025}]})
    s3("DeleteBucket")


AREAS = [
    parameters,
    secrets,
    queues,
    messages,
    identities,
    events,
    schedules,
    machines,
    clusters,
    applications,
    functions,
    objects,
]


def main(endpoint):
    answers = Answers(endpoint)
    for area in AREAS:
        area(answers)
    checked = len(answers.driven)
    failures = [*answers.failures, *answers.undriven()]
    if failures:
        sys.exit("\n".join(failures))
    print(f"{checked} operations")


if __name__ == "__main__":
    main(*sys.argv[1:])
