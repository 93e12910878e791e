"""Sends the same wrong requests to the local emulator and to moto, an emulator of AWS by others, and compares the error codes.

Where the two differ, DIFFERENCES says which code is AWS's and from where that is known. The local emulator has deployed the
assembly beside this file; what moto lacks of it is made here.
"""

import functools
import json
import sys

import boto3
import botocore.config
import botocore.exceptions
import botocore.parsers

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/answers-machine"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:"
EXECUTION = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:answers:"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:"
QUEUE = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/"
DONE = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
OBJECT = {"Bucket": "errors-bucket", "Key": "a"}
TEXT = {"Name": "/errors/text", "Value": "one", "Type": "String"}
CLUSTER = {
    "Name": "errors",
    "ReleaseLabel": "emr-7.5.0",
    "Instances": {},
    "JobFlowRole": "answers-instance",
    "ServiceRole": "answers-service",
}


def requests():
    """Yields name, service, operation and input of each invalid request. The name has the operation and the error."""
    for operation, wrong in WRONG.items():
        service, _, name = operation.partition(":")
        for what, members in wrong.items():
            yield f"{operation}: {what}", service, name, members


WRONG = {
    "ssm:GetParameter": {
        "unknown name": {"Name": "/errors/none"},
        "unknown version": {"Name": "/errors/text:9"},
        "no name": {},
    },
    "ssm:GetParameters": {"no names": {}, "eleven names": {"Names": [f"/errors/{n}" for n in range(11)]}},
    "ssm:GetParametersByPath": {
        "no path": {},
        "no leading slash": {"Path": "errors"},
        "eleven a page": {"Path": "/", "MaxResults": 11},
    },
    "ssm:PutParameter": {
        "there already": TEXT,
        "unknown type": {**TEXT, "Type": "Text", "Overwrite": True},
        "no type": {"Name": "/errors/new", "Value": "one"},
        "no value": {"Name": "/errors/new", "Type": "String"},
        "empty value": {**TEXT, "Value": "", "Overwrite": True},
        "name with a space": {**TEXT, "Name": "/errors/a b"},
        "name of AWS": {**TEXT, "Name": "/aws/errors"},
        "too large": {**TEXT, "Value": "x" * 8193, "Overwrite": True},
        "pattern does not match": {**TEXT, "Name": "/errors/new", "AllowedPattern": "^[0-9]+$"},
        "unknown tier": {**TEXT, "Tier": "Huge", "Overwrite": True},
        "tags and overwrite": {**TEXT, "Overwrite": True, "Tags": [{"Key": "k", "Value": "v"}]},
    },
    "ssm:DeleteParameter": {"unknown name": {"Name": "/errors/none"}, "no name": {}},
    "ssm:GetParameterHistory": {"unknown name": {"Name": "/errors/none"}},
    "secretsmanager:GetSecretValue": {
        "unknown name": {"SecretId": "none"},
        "unknown stage": {"SecretId": "errors", "VersionStage": "NONE"},
        "unknown version": {"SecretId": "errors", "VersionId": "00000000-0000-0000-0000-000000000000"},
        "no name": {},
    },
    "secretsmanager:CreateSecret": {
        "there already": {"Name": "errors", "SecretString": "one"},
        "name with a space": {"Name": "a b", "SecretString": "one"},
        "no name": {"SecretString": "one"},
        "string and bytes": {"Name": "errors-new", "SecretString": "one", "SecretBinary": b"1"},
        "too large": {"Name": "errors-large", "SecretString": "x" * 65537},
    },
    "secretsmanager:PutSecretValue": {
        "unknown name": {"SecretId": "none", "SecretString": "one"},
        "neither string nor bytes": {"SecretId": "errors"},
    },
    "secretsmanager:UpdateSecret": {"unknown name": {"SecretId": "none", "SecretString": "one"}},
    "secretsmanager:DescribeSecret": {"unknown name": {"SecretId": "none"}},
    "secretsmanager:DeleteSecret": {
        "unknown name": {"SecretId": "none"},
        "window too short": {"SecretId": "errors", "RecoveryWindowInDays": 5},
        "window too long": {"SecretId": "errors", "RecoveryWindowInDays": 31},
        "window and force": {"SecretId": "errors", "RecoveryWindowInDays": 7, "ForceDeleteWithoutRecovery": True},
    },
    "sqs:GetQueueUrl": {"unknown name": {"QueueName": "none"}},
    "sqs:SendMessage": {
        "unknown queue": {"QueueUrl": QUEUE + "none", "MessageBody": "one"},
        "no body": {"QueueUrl": QUEUE + "answers"},
        "empty body": {"QueueUrl": QUEUE + "answers", "MessageBody": ""},
        "delay too long": {"QueueUrl": QUEUE + "answers", "MessageBody": "one", "DelaySeconds": 901},
        "too large": {"QueueUrl": QUEUE + "answers", "MessageBody": "x" * (1024 * 1024 + 1)},
    },
    "sqs:ReceiveMessage": {
        "unknown queue": {"QueueUrl": QUEUE + "none"},
        "eleven messages": {"QueueUrl": QUEUE + "answers", "MaxNumberOfMessages": 11},
        "no message": {"QueueUrl": QUEUE + "answers", "MaxNumberOfMessages": 0},
        "waits too long": {"QueueUrl": QUEUE + "answers", "WaitTimeSeconds": 21},
    },
    "sqs:DeleteMessage": {
        "unknown queue": {"QueueUrl": QUEUE + "none", "ReceiptHandle": "x"},
        "bad handle": {"QueueUrl": QUEUE + "answers", "ReceiptHandle": "x"},
    },
    "sqs:GetQueueAttributes": {
        "unknown queue": {"QueueUrl": QUEUE + "none"},
        "unknown attribute": {"QueueUrl": QUEUE + "answers", "AttributeNames": ["None"]},
    },
    "sqs:SendMessageBatch": {
        "no entry": {"QueueUrl": QUEUE + "answers", "Entries": []},
        "eleven entries": {
            "QueueUrl": QUEUE + "answers",
            "Entries": [{"Id": str(n), "MessageBody": "one"} for n in range(11)],
        },
        "one id twice": {"QueueUrl": QUEUE + "answers", "Entries": [{"Id": "a", "MessageBody": "one"}] * 2},
    },
    "sqs:ChangeMessageVisibility": {
        "bad handle": {"QueueUrl": QUEUE + "answers", "ReceiptHandle": "x", "VisibilityTimeout": 1},
    },
    "sns:Publish": {
        "unknown topic": {"TopicArn": TOPIC + "none", "Message": "one"},
        "no message": {"TopicArn": TOPIC + "answers"},
        "empty message": {"TopicArn": TOPIC + "answers", "Message": ""},
        "no topic": {"Message": "one"},
        "bad ARN": {"TopicArn": "none", "Message": "one"},
        "subject too long": {"TopicArn": TOPIC + "answers", "Message": "one", "Subject": "x" * 101},
        "message too large": {"TopicArn": TOPIC + "answers", "Message": "x" * (256 * 1024 + 1)},
    },
    "sts:AssumeRole": {
        "session name too short": {"RoleArn": ROLE, "RoleSessionName": "x"},
        "bad ARN": {"RoleArn": "none", "RoleSessionName": "errors"},
        "unknown role": {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/none", "RoleSessionName": "errors"},
        "too long": {"RoleArn": ROLE, "RoleSessionName": "errors", "DurationSeconds": 43201},
    },
    "events:PutEvents": {
        "no entry": {"Entries": []},
        "eleven entries": {"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}"}] * 11},
    },
    "stepfunctions:CreateStateMachine": {
        "bad name": {"name": "a b", "roleArn": ROLE, "definition": DONE},
        "bad definition": {"name": "errors", "roleArn": ROLE, "definition": "{"},
        "no states": {"name": "errors", "roleArn": ROLE, "definition": "{}"},
        "bad role": {"name": "errors", "roleArn": "none", "definition": DONE},
    },
    "stepfunctions:DescribeStateMachine": {
        "unknown machine": {"stateMachineArn": MACHINE + "none"},
        "bad ARN": {"stateMachineArn": "none"},
    },
    "stepfunctions:UpdateStateMachine": {
        "unknown machine": {"stateMachineArn": MACHINE + "none", "definition": DONE},
        "nothing": {"stateMachineArn": MACHINE + "answers"},
    },
    "stepfunctions:StartExecution": {
        "unknown machine": {"stateMachineArn": MACHINE + "none"},
        "bad ARN": {"stateMachineArn": "none"},
        "bad input": {"stateMachineArn": MACHINE + "answers", "input": "{"},
        "bad name": {"stateMachineArn": MACHINE + "answers", "name": "a b"},
    },
    "stepfunctions:DescribeExecution": {
        "unknown execution": {"executionArn": EXECUTION + "none"},
        "bad ARN": {"executionArn": "none"},
    },
    "stepfunctions:StopExecution": {"unknown execution": {"executionArn": EXECUTION + "none"}},
    "stepfunctions:GetExecutionHistory": {"unknown execution": {"executionArn": EXECUTION + "none"}},
    "stepfunctions:ListExecutions": {"unknown machine": {"stateMachineArn": MACHINE + "none"}},
    "stepfunctions:SendTaskSuccess": {"unknown token": {"taskToken": "none", "output": "{}"}},
    "stepfunctions:SendTaskFailure": {"unknown token": {"taskToken": "none"}},
    "emr:RunJobFlow": {
        "no name": {"Instances": {}},
        "no instances": {"Name": "errors"},
        "no service role": {key: value for key, value in CLUSTER.items() if key != "ServiceRole"},
        "unknown step action": {
            **CLUSTER,
            "Instances": {"InstanceCount": 1, "MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge"},
            "Steps": [{"Name": "s", "ActionOnFailure": "NONE", "HadoopJarStep": {"Jar": "command-runner.jar"}}],
        },
        "release label and AMI": {**CLUSTER, "AmiVersion": "3.8.0"},
    },
    "emr:DescribeCluster": {"unknown cluster": {"ClusterId": "j-NONE"}},
    "emr:ListSteps": {"unknown cluster": {"ClusterId": "j-NONE"}},
    "emr:DescribeStep": {"unknown cluster": {"ClusterId": "j-NONE", "StepId": "s-NONE"}},
    "emr:ListInstanceGroups": {"unknown cluster": {"ClusterId": "j-NONE"}},
    "emr:ListBootstrapActions": {"unknown cluster": {"ClusterId": "j-NONE"}},
    "emr:AddJobFlowSteps": {"unknown cluster": {"JobFlowId": "j-NONE", "Steps": []}},
    "emr:AddTags": {"unknown cluster": {"ResourceId": "j-NONE", "Tags": [{"Key": "k"}]}},
    "emr:ModifyCluster": {"unknown cluster": {"ClusterId": "j-NONE", "StepConcurrencyLevel": 2}},
    "emr:TerminateJobFlows": {"unknown cluster": {"JobFlowIds": ["j-NONE"]}},
    "emr-serverless:GetApplication": {"unknown application": {"applicationId": "none"}},
    "emr-serverless:UpdateApplication": {"unknown application": {"applicationId": "none", "clientToken": "a"}},
    "emr-serverless:StartApplication": {"unknown application": {"applicationId": "none"}},
    "emr-serverless:StopApplication": {"unknown application": {"applicationId": "none"}},
    "emr-serverless:DeleteApplication": {"unknown application": {"applicationId": "none"}},
    "emr-serverless:StartJobRun": {
        "unknown application": {"applicationId": "none", "executionRoleArn": ROLE, "clientToken": "a"}
    },
    "emr-serverless:GetJobRun": {"unknown application": {"applicationId": "none", "jobRunId": "none"}},
    "emr-serverless:CreateApplication": {
        "unknown type": {"type": "NONE", "releaseLabel": "emr-7.5.0", "clientToken": "a"},
        "no release label": {"type": "SPARK", "clientToken": "a"},
    },
    "lambda:GetFunction": {"unknown function": {"FunctionName": "none"}},
    "lambda:GetFunctionConfiguration": {"unknown function": {"FunctionName": "none"}},
    "lambda:Invoke": {"unknown function": {"FunctionName": "none", "Payload": b"{}"}},
    "logs:FilterLogEvents": {"unknown group": {"logGroupName": "none"}},
    "logs:GetLogEvents": {"unknown group": {"logGroupName": "none", "logStreamName": "none"}},
    "logs:DescribeLogStreams": {"unknown group": {"logGroupName": "none"}},
    "s3:GetObject": {
        "unknown key": {**OBJECT, "Key": "none"},
        "unknown bucket": {**OBJECT, "Bucket": "errors-none"},
        "range behind the end": {**OBJECT, "Range": "bytes=9-"},
        "another ETag": {**OBJECT, "IfMatch": '"none"'},
        "the same ETag": {**OBJECT, "IfNoneMatch": '"f97c5d29941bfb1b2fdab0874906ab82"'},
    },
    "s3:HeadObject": {"unknown key": {**OBJECT, "Key": "none"}, "unknown bucket": {**OBJECT, "Bucket": "errors-none"}},
    "s3:PutObject": {
        "unknown bucket": {**OBJECT, "Bucket": "errors-none"},
        "another digest": {**OBJECT, "Body": b"two", "ContentMD5": "AAAAAAAAAAAAAAAAAAAAAA=="},
        "no digest": {**OBJECT, "Body": b"two", "ContentMD5": "none"},
        "key too long": {**OBJECT, "Key": "k" * 1025},
        "there already": {**OBJECT, "IfNoneMatch": "*"},
        "another ETag": {**OBJECT, "IfMatch": '"none"'},
        "unknown storage class": {**OBJECT, "StorageClass": "COLD"},
        "much metadata": {**OBJECT, "Metadata": {"k": "v" * 2048}},
    },
    "s3:CopyObject": {
        "unknown source": {**OBJECT, "CopySource": {"Bucket": "errors-bucket", "Key": "none"}},
        "unknown bucket of the source": {**OBJECT, "CopySource": {"Bucket": "errors-none", "Key": "a"}},
        "itself": {**OBJECT, "CopySource": OBJECT},
        "unknown directive": {**OBJECT, "CopySource": OBJECT, "MetadataDirective": "NONE"},
    },
    "s3:DeleteObject": {"unknown bucket": {**OBJECT, "Bucket": "errors-none"}},
    "s3:DeleteObjects": {"no objects": {"Bucket": "errors-bucket", "Delete": {"Objects": []}}},
    "s3:ListObjectsV2": {
        "unknown bucket": {"Bucket": "errors-none"},
        "no number": {"Bucket": "errors-bucket", "MaxKeys": "many"},
        "unknown token": {"Bucket": "errors-bucket", "ContinuationToken": "%"},
    },
    "s3:ListObjects": {"unknown bucket": {"Bucket": "errors-none"}},
    "s3:HeadBucket": {"unknown bucket": {"Bucket": "errors-none"}},
    "s3:GetBucketLocation": {"unknown bucket": {"Bucket": "errors-none"}},
    "s3:CreateBucket": {
        "no name of DNS": {"Bucket": "errors_none"},
        "too short": {"Bucket": "ab"},
        "first region": {"Bucket": "errors-new", "CreateBucketConfiguration": {"LocationConstraint": "us-east-1"}},
    },
    "s3:DeleteBucket": {"not empty": {"Bucket": "errors-bucket"}, "unknown bucket": {"Bucket": "errors-none"}},
    "s3:UploadPart": {"unknown upload": {**OBJECT, "UploadId": "none", "PartNumber": 1}},
    "s3:ListParts": {"unknown upload": {**OBJECT, "UploadId": "none"}},
    "s3:AbortMultipartUpload": {"unknown upload": {**OBJECT, "UploadId": "none"}},
    "s3:CompleteMultipartUpload": {
        "unknown upload": {**OBJECT, "UploadId": "none", "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": "e"}]}}
    },
}

CONSTRAINT = "a constraint of the API model, which AWS answers with the ValidationException of Common Errors in the API reference"
S3 = "Error responses in the API reference of S3"
NO_CLUSTER = "Yelp/mrjob issue 1855, Cluster id is not valid"
NO_JOB_FLOW = "raster-foundry/raster-foundry issue 352, aws/aws-cdk issue 13735"

# Where moto differs from AWS: the error code of AWS with its source.
DIFFERENCES = {
    "ssm:GetParameter: no name": ("ValidationException", CONSTRAINT),
    "ssm:GetParameters: no names": ("ValidationException", CONSTRAINT),
    "ssm:GetParametersByPath: no path": ("ValidationException", CONSTRAINT),
    "ssm:GetParametersByPath: no leading slash": (
        "ValidationException",
        "aws/aws-sdk-js-v3 issue 5928, pahud/cdk-remote-stack pull request 605",
    ),
    "ssm:PutParameter: unknown type": ("ValidationException", CONSTRAINT),
    "ssm:PutParameter: name with a space": ("ValidationException", "aws/aws-sdk-php issue 1952"),
    "ssm:PutParameter: too large": (
        "ValidationException",
        "PutParameter in the API reference: 8 KB is the limit of a value",
    ),
    "ssm:PutParameter: pattern does not match": (
        "ParameterPatternMismatchException",
        "PutParameter in the API reference",
    ),
    "ssm:PutParameter: unknown tier": ("ValidationException", CONSTRAINT),
    "ssm:DeleteParameter: no name": ("ValidationException", CONSTRAINT),
    "secretsmanager:GetSecretValue: no name": ("ValidationException", CONSTRAINT),
    "secretsmanager:CreateSecret: name with a space": (
        "ValidationException",
        "hashicorp/terraform-provider-aws issue 39406, smithy-lang/smithy-typescript issue 1546",
    ),
    "secretsmanager:CreateSecret: no name": ("ValidationException", CONSTRAINT),
    "secretsmanager:CreateSecret: string and bytes": (
        "InvalidParameterException",
        "CreateSecret in the API reference: not both",
    ),
    "secretsmanager:CreateSecret: too large": ("ValidationException", CONSTRAINT),
    "sqs:SendMessage: no body": ("MissingParameter", "php-enqueue/enqueue-dev issue 435"),
    "sqs:SendMessage: empty body": ("MissingParameter", "localstack/localstack issue 12317"),
    "sns:Publish: no message": ("InvalidParameter", "localstack/localstack issue 5096"),
    "sns:Publish: empty message": ("InvalidParameter", "localstack/localstack issue 5096"),
    "sns:Publish: no topic": ("InvalidParameter", "sul-dlss/dlme issue 432"),
    "sts:AssumeRole: session name too short": ("ValidationError", "the shortest session name in the API model"),
    "sts:AssumeRole: bad ARN": (
        "ValidationError",
        "the shortest ARN in the API model, ValidationError in Common Errors of STS",
    ),
    "sts:AssumeRole: unknown role": (
        "AccessDenied",
        "getmoto/moto pull request 6793, localstack/localstack pull request 8730",
    ),
    "sts:AssumeRole: too long": ("ValidationError", "prowler-cloud/prowler pull request 923"),
    "events:PutEvents: no entry": ("ValidationException", CONSTRAINT),
    "stepfunctions:UpdateStateMachine: nothing": (
        "MissingRequiredParameter",
        "MissingRequiredParameter of UpdateStateMachine in the API reference: neither definition nor roleArn is specified",
    ),
    "stepfunctions:CreateStateMachine: bad definition": (
        "InvalidDefinition",
        "CreateStateMachine in the API reference",
    ),
    "stepfunctions:CreateStateMachine: no states": ("InvalidDefinition", "CreateStateMachine in the API reference"),
    "stepfunctions:SendTaskSuccess: unknown token": ("InvalidToken", "SendTaskSuccess in the API reference"),
    "stepfunctions:SendTaskFailure: unknown token": ("InvalidToken", "SendTaskFailure in the API reference"),
    "emr:RunJobFlow: no name": ("ValidationException", CONSTRAINT),
    "emr:RunJobFlow: no instances": ("ValidationException", CONSTRAINT),
    "emr:RunJobFlow: no service role": (
        "ValidationException",
        "rslifka/elasticity issue 84, which is about the other role",
    ),
    "emr:RunJobFlow: unknown step action": ("ValidationException", CONSTRAINT),
    "emr:ListSteps: unknown cluster": ("InvalidRequestException", NO_CLUSTER),
    "emr:DescribeStep: unknown cluster": ("InvalidRequestException", NO_CLUSTER),
    "emr:ListInstanceGroups: unknown cluster": ("InvalidRequestException", NO_CLUSTER),
    "emr:ListBootstrapActions: unknown cluster": ("InvalidRequestException", NO_CLUSTER),
    "emr:AddTags: unknown cluster": ("InvalidRequestException", NO_CLUSTER),
    "emr:ModifyCluster: unknown cluster": ("InvalidRequestException", NO_CLUSTER),
    "emr:AddJobFlowSteps: unknown cluster": ("ValidationException", NO_JOB_FLOW),
    "emr:TerminateJobFlows: unknown cluster": ("ValidationException", NO_JOB_FLOW),
    "emr-serverless:CreateApplication: no release label": (
        "ValidationException",
        "CreateApplication in the API reference",
    ),
    "s3:PutObject: another digest": ("BadDigest", S3),
    "s3:PutObject: no digest": ("InvalidDigest", S3),
    "s3:PutObject: key too long": ("KeyTooLongError", S3),
    "s3:PutObject: much metadata": ("MetadataTooLarge", S3),
    "s3:CopyObject: unknown directive": ("InvalidArgument", "minio/minio, ErrInvalidMetadataDirective of its api-errors.go"),
    "s3:ListObjectsV2: no number": ("InvalidArgument", S3),
    "s3:ListObjectsV2: unknown token": ("InvalidArgument", S3),
    "s3:CreateBucket: no name of DNS": ("InvalidBucketName", S3),
    "s3:UploadPart: unknown upload": ("NoSuchUpload", S3),
    "s3:CompleteMultipartUpload: unknown upload": ("NoSuchUpload", S3),
}


def clients(endpoint):
    """Returns the client of a service for an endpoint."""
    # The invalid requests must reach the server.
    config = botocore.config.Config(retries={"total_max_attempts": 1}, parameter_validation=False)
    session = boto3.Session("AKIAVALIDATORS000000", "emulator", region_name=REGION)
    return functools.cache(lambda service: session.client(service, endpoint_url=endpoint, config=config))


def code(client, operation, members):
    """The error's code; "none" when there is no error."""
    methods = {name: method for method, name in client.meta.method_to_api_mapping.items()}
    try:
        getattr(client, methods[operation])(**members)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    except botocore.parsers.ResponseParserError:
        # If moto's server fails, it returns an HTML page.
        return "unreadable"
    return "none"


def prepare(client, moto):
    client("ssm").put_parameter(**TEXT)
    client("secretsmanager").create_secret(Name="errors", SecretString="one")
    client("s3").create_bucket(Bucket="errors-bucket")
    client("s3").put_object(**OBJECT, Body=b"one")
    if moto:
        client("sqs").create_queue(QueueName="answers")
        client("sns").create_topic(Name="answers")
        trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
        client("iam").create_role(
            RoleName="answers-machine",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )
        client("stepfunctions").create_state_machine(name="answers", roleArn=ROLE, definition=DONE)


def differences(emulator, moto):
    """Returns a line for each unexplained difference, and for each explanation that is out of date."""
    for name, service, operation, members in requests():
        ours = code(emulator(service), operation, members)
        theirs = code(moto(service), operation, members)
        expected = DIFFERENCES.get(name, (theirs, "moto"))
        if ours != expected[0]:
            yield f"{name}: {ours}, by {expected[1]} it is {expected[0]}"
        elif name in DIFFERENCES and ours == theirs:
            yield f"{name}: moto agrees now, the difference need not be listed any more"


def main(endpoint, moto_endpoint):
    emulator, moto = clients(endpoint), clients(moto_endpoint)
    prepare(emulator, moto=False)
    prepare(moto, moto=True)
    found = list(differences(emulator, moto))
    if found:
        sys.exit("\n".join(found))
    print(f"{len(list(requests()))} wrong requests, {len(DIFFERENCES)} on which moto differs from AWS")


if __name__ == "__main__":
    main(*sys.argv[1:])
