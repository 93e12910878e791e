package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * The evaluation of templates by CloudFormation, according to its <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-guide.html">User Guide</a> and its <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html">Template Reference</a>. A test
 * with another source names it.
 */
class CloudFormationTest {
    private static final String LANGUAGE_EXTENSIONS = "\"Transform\": \"AWS::LanguageExtensions\", ";

    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SdkClients.ssm(aws);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    private static String parameter(String name, String value) {
        return """
                {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "%s", "Type": "String", "Value": %s}}""".formatted(name, value);
    }

    private static String role(String name) {
        return """
                {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "%s", "AssumeRolePolicyDocument": {"Statement":
                  {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "states.amazonaws.com"}}}}}""".formatted(name);
    }

    private Deployment deploy(String template) {
        return aws.deploy(new Assembly(directory).stack("App", template).write());
    }

    private Deployment deployed(String resources) {
        return deploy("{\"Resources\": {" + resources + "}}");
    }

    /** Returns the value of an expression, read from an output. */
    private String value(String expression, String otherSections) {
        return deploy("{" + otherSections + "\"Resources\": {}, \"Outputs\": {\"O\": {\"Value\": " + expression + "}}}")
                .output("App", "O");
    }

    private String stored(String name) {
        return ssm.getParameter(request -> request.name(name)).parameter().value();
    }

    private boolean isStored(String name) {
        try {
            return !stored(name).isEmpty();
        } catch (ParameterNotFoundException e) {
            return false;
        }
    }

    // Template Reference, AWS::CloudFormation::Stack: parameters are passed in, Fn::GetAtt Outputs.X is returned. The
    // URL is
    // the one that the CDK's NestedStack generates.
    @Test
    void nestedStacksAreDeployedWithTheirParametersAndOutputs() throws IOException {
        String nested = """
                {"Parameters": {"Names": {"Type": "CommaDelimitedList"}},
                 "Resources": {"P": %s},
                 "Outputs": {"Stack": {"Value": {"Ref": "AWS::StackName"}}, "First": {"Value": {"Ref": "P"}}}}""".formatted(parameter("/inner", "{\"Fn::Join\": [\"+\", {\"Ref\": \"Names\"}]}"));
        Deployment deployment = deployNested(nested, """
                "Parameters": {"Names": ["a", "b"]}""");

        assertThat(stored("/inner")).isEqualTo("a+b");
        assertThat(deployment.output("App", "First")).isEqualTo("/inner");
        String name = deployment.output("App", "Stack");
        assertThat(name).matches("App-Nested-[A-Z0-9]{12}");
        assertThat(deployment.output(name, "First")).isEqualTo("/inner");
        assertThat(deployment.ofType("AWS::SSM::Parameter"))
                .singleElement()
                .satisfies(resource -> assertThat(resource.stackName()).isEqualTo(name));
        assertThat(deployment.ofType("AWS::CloudFormation::Stack"))
                .singleElement()
                .satisfies(resource -> assertThat(resource.physicalId())
                        .startsWith("arn:aws:cloudformation:us-east-1:123456789012:stack/" + name + "/"));
    }

    private Deployment deployNested(String template, String properties) throws IOException {
        Files.writeString(directory.resolve("inner.nested.template.json"), template);
        return aws.deploy(new Assembly(directory)
                .asset("0123.json", "inner.nested.template.json")
                .stack("App", """
                        {"Resources": {"Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {%s, "TemplateURL":
                           {"Fn::Join": ["", ["https://s3.us-east-1.", {"Ref": "AWS::URLSuffix"}, "/assets/0123.json"]]}}}},
                         "Outputs": {"First": {"Value": {"Fn::GetAtt": ["Nested", "Outputs.First"]}},
                                     "Stack": {"Value": {"Fn::GetAtt": ["Nested", "Outputs.Stack"]}}}}""".formatted(properties))
                .write());
    }

    @Test
    void nestedStacksAreUpdatedAndDeleted() throws IOException {
        String nested = """
                {"Resources": {"%s": %s},
                 "Outputs": {"Stack": {"Value": "x"}, "First": {"Value": "y"}}}""";
        deployNested(nested.formatted("One", parameter("/one", "\"1\"")), "\"Parameters\": {}");
        deployNested(nested.formatted("Two", parameter("/two", "\"2\"")), "\"Parameters\": {}");

        assertThat(isStored("/one")).isFalse();
        assertThat(stored("/two")).isEqualTo("2");

        deployed("\"Other\": " + parameter("/other", "\"3\""));

        assertThat(isStored("/two")).isFalse();
    }

    @Test
    void rejectsNestedStackWithoutTemplate() {
        assertThatThrownBy(() -> deployed("""
                "N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://s3.us-east-1.amazonaws.com/b/no.json"}}"""))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(
                        "no asset of the cloud assembly is the template https://s3.us-east-1.amazonaws.com/b/no.json");
    }

    // Template Reference, Fn::GetStackOutput. The template is the one that CDK 2.263 generates for a weak reference.
    @Test
    void getStackOutputReadsOutputsOfOtherStacks() {
        String output =
                "{\"Fn::GetStackOutput\": {\"StackName\": \"%s\", \"Region\": \"%s\", \"OutputName\": \"%s\"%s}}";
        aws.deploy(new Assembly(directory)
                .stack("Producer", "{\"Resources\": {}, \"Outputs\": {\"PublishOutputRef\": {\"Value\": \"it\"}}}")
                .stack(
                        "App",
                        "{\"Resources\": {\"P\": "
                                + parameter("/p", output.formatted("Producer", "us-east-1", "PublishOutputRef", ""))
                                + "}}",
                        "Producer")
                .write());

        assertThat(stored("/p")).isEqualTo("it");
        assertThatThrownBy(() -> value(output.formatted("Nobody", "us-east-1", "O", ""), ""))
                .hasMessageContaining("Stack with id Nobody does not exist");
        assertThatThrownBy(() -> value(output.formatted("Producer", "us-east-1", "None", ""), ""))
                .hasMessageContaining("the stack Producer has no output 'None'; it has [PublishOutputRef]");
        assertThatThrownBy(() -> value(output.formatted("Producer", "eu-west-1", "PublishOutputRef", ""), ""))
                .hasMessageContaining("the local emulator has the region us-east-1 only, got: eu-west-1");
        assertThatThrownBy(() -> value(
                        output.formatted("Producer", "us-east-1", "PublishOutputRef", ", \"RoleArn\": \"arn:r\""), ""))
                .hasMessageContaining("RoleArn: the local emulator has one account");
    }

    // cfn-lint pull requests 4495 and 4519 record where CloudFormation accepts Fn::GetStackOutput, and its messages.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"Conditions": {"C": {"Fn::Equals": [{"Fn::GetStackOutput": {}}, "a"]}}} | Cannot use Fn::GetStackOutput in Conditions
        {"Conditions": {"C": {"Fn::Equals": [{"Fn::ImportValue": "x"}, "a"]}}}   | Cannot use Fn::ImportValue in Conditions
        {"Conditions": {"C": {"Fn::Equals": [{"Ref": "Q"}, "a"]}}, "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}} | Unresolved dependencies [Q]. Cannot reference resources in the Conditions block of the template
        {"Outputs": {"O": {"Value": {"Fn::ImportValue": {"Fn::GetStackOutput": {}}}}}} | the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs
        {"Outputs": {"O": {"Value": "v", "Export": {"Name": {"Ref": "Q"}}}}, "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}} | The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs
        {"Conditions": {"A": {"Condition": "B"}, "B": {"Condition": "A"}}, "Resources": {"Q": {"Type": "AWS::SQS::Queue", "Condition": "A"}}} | circular reference between [A, B]
        {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "DependsOn": "None"}}}   | Unresolved resource dependencies [None] in the Resources block of the template
        {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Keep"}}} | the policy 'Keep' is none of
        {"Transform": "AWS::LanguageExtensions", "Resources": {"Fn::ForEach::Queues": []}} | the local emulator does not support the function Fn::ForEach::Queues
        {"Transform": "AWS::Serverless-2016-10-31"}                              | does not run the macro AWS::Serverless-2016-10-31
        {"Outputs": {"O": {"Value": {"Fn::Length": ["a"]}}}}                     | Fn::Length needs the transform AWS::LanguageExtensions
        {"Outputs": {"O": {"Value": "{{resolve:secretsmanager:s}}"}}}            | CloudFormation does not resolve a dynamic reference to secretsmanager here
        {"Rules": {"R": {"Assertions": [{"Assert": {"Fn::Contains": [["a"], "b"]}, "AssertDescription": "b is needed"}]}}} | $.Rules.R: the rule is violated: b is needed
        {"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "SecureString", "Value": "s"}}}} | SSM Parameters of type SecureString cannot be created using CloudFormation
        """)
    void rejectsInvalidOrUnsupportedTemplates(String template, String message) {
        assertThatThrownBy(() -> deploy(template))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("Stack App, ")
                .hasMessageContaining(message);
    }

    // User Guide, "Get exported outputs from a deployed CloudFormation stack"; the messages are those of serverless
    // issue 3589
    // and geostore issue 630.
    @Test
    void rejectsDuplicateExportsAndChangesOfImportedExports() {
        String exporting =
                "{\"Resources\": {}, \"Outputs\": {\"O\": {\"Value\": \"%s\", \"Export\": {\"Name\": \"shared\"}}}}";
        String importing = "{\"Resources\": {\"P\": " + parameter("/p", "{\"Fn::ImportValue\": \"shared\"}") + "}}";
        aws.deploy(new Assembly(directory)
                .stack("Network", exporting.formatted("one"))
                .stack("App", importing, "Network")
                .write());

        assertThatThrownBy(() -> deployAs("Second", exporting.formatted("two")))
                .hasMessageContaining("Export with name shared is already exported by stack Network");
        assertThatThrownBy(() -> deployAs("Network", exporting.formatted("two")))
                .hasMessageContaining("Export shared cannot be updated as it is in use by App");
        assertThatThrownBy(() -> deployAs("Network", "{\"Resources\": {}}"))
                .hasMessageContaining("Export shared cannot be deleted as it is in use by App");

        deploy("{\"Resources\": {}}");
        deployAs("Network", exporting.formatted("two"));
        deployAs("Network", "{\"Resources\": {}}");
        assertThatThrownBy(() -> deploy(importing)).hasMessageContaining("No export named shared found");
    }

    private Deployment deployAs(String stack, String template) {
        return aws.deploy(new Assembly(directory).stack(stack, template).write());
    }

    // For a log group: issue 12312 of serverless; for a role: issue 233 of stable-diffusion-aws-extension.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        AWS::Logs::LogGroup            | {"LogGroupName": "n"}
        AWS::IAM::InstanceProfile      | {"InstanceProfileName": "n", "Roles": []}
        AWS::IAM::ManagedPolicy        | {"ManagedPolicyName": "n", "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}}
        AWS::SQS::Queue                | {"QueueName": "n"}
        AWS::SNS::Topic                | {"TopicName": "n"}
        AWS::SSM::Parameter            | {"Name": "n", "Type": "String", "Value": "v"}
        AWS::SecretsManager::Secret    | {"Name": "n", "SecretString": "v"}
        AWS::EMR::SecurityConfiguration | {"Name": "n", "SecurityConfiguration": {}}
        AWS::Events::Rule              | {"Name": "n", "ScheduleExpression": "rate(1 day)"}
        AWS::KMS::Alias                | {"AliasName": "alias/n", "TargetKeyId": "k"}
        AWS::Lambda::Function          | {"FunctionName": "n", "Role": {"Fn::GetAtt": ["R", "Arn"]}, "Runtime": "java17", "Handler": "a.B", "Code": {"ZipFile": "x"}}
        AWS::StepFunctions::StateMachine | {"StateMachineName": "n", "RoleArn": {"Fn::GetAtt": ["R", "Arn"]}, "Definition": {"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}}
        AWS::IAM::Role                 | {"RoleName": "n", "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}}}
        """)
    void rejectsDuplicateNameAndKeepsFirstResource(String type, String properties) {
        String role = """
                "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow",
                  "Action": "sts:AssumeRole", "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}}}}}""";
        String resource = "{\"Type\": \"%s\", \"Properties\": %s}".formatted(type, properties);
        String template = "{\"Resources\": {" + role + ", \"%s\": " + resource + "}}";
        deploy(template.formatted("One"));

        String name = type.equals("AWS::KMS::Alias") ? "alias/n" : "n";
        String message = "Resource of type '" + type + "' with identifier '" + name + "' already exists.";
        assertThatThrownBy(() -> deployAs("Other", template.formatted("One"))).hasMessageContaining(message);
        assertThatThrownBy(() -> deployed(role + ", \"One\": " + resource + ", \"Two\": " + resource))
                .hasMessageContaining(message);
        // The rejected update did not change the first stack, which can still be updated.
        deploy(template.formatted("One"));
        // After its removal, the name is available again.
        deployed(role);
        deployAs("Other", template.formatted("One"));
    }

    @Test
    void rejectsNameOfExistingResource() {
        aws.existing().role("taken").secret("taken", "s").securityConfiguration("taken");
        ssm.putParameter(request -> request.name("/taken").value("v").type(ParameterType.STRING));

        assertThatThrownBy(() -> deployed("\"R\": " + role("taken")))
                .hasMessage(
                        "Stack App, $.Resources.R.Properties.RoleName (AWS::IAM::Role): Resource of type 'AWS::IAM::Role'"
                                + " with identifier 'taken' already exists.");
        assertThatThrownBy(() -> deployed("\"P\": " + parameter("/taken", "\"x\"")))
                .hasMessageContaining("'/taken' already exists.");
        assertThatThrownBy(() -> deployed("""
                "S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "taken", "SecretString": "x"}}""")).hasMessageContaining("'taken' already exists.");
        assertThat(stored("/taken")).isEqualTo("v");
    }

    // Template Reference, DeletionPolicy and UpdateReplacePolicy.
    @Test
    void removedResourcesAreDeletedUnlessTheyAreRetained() {
        String retained = ", \"DeletionPolicy\": \"%s\", \"UpdateReplacePolicy\": \"Retain\"}";
        String kept = parameter("/kept", "\"1\"").replaceFirst("}$", retained.formatted("Retain"));
        String onCreate =
                parameter("/on-create", "\"1\"").replaceFirst("}$", retained.formatted("RetainExceptOnCreate"));
        deployed("\"A\": " + parameter("/gone", "\"1\"") + ", \"B\": " + kept + ", \"C\": " + onCreate);

        deployed("\"D\": " + parameter("/d", "\"1\""));

        assertThat(isStored("/gone")).isFalse();
        assertThat(isStored("/kept")).isTrue();
        assertThat(isStored("/on-create")).isTrue();

        deployed("\"D\": " + parameter("/renamed", "\"1\""));

        assertThat(isStored("/d")).as("what was replaced").isFalse();
        assertThat(isStored("/renamed")).isTrue();
        assertThatThrownBy(() -> deployed("\"B\": " + kept)).hasMessageContaining("'/kept' already exists.");
    }

    // User Guide, "Understand update behaviors of stack resources": only what changed is updated.
    @Test
    void unchangedResourceIsNotUpdated() {
        deployed("\"A\": " + parameter("/a", "\"one\"") + ", \"B\": " + parameter("/b", "\"one\""));
        ssm.putParameter(request -> request.name("/b").value("by hand").overwrite(true));

        deployed("\"A\": " + parameter("/a", "\"two\"") + ", \"B\": " + parameter("/b", "\"one\""));

        assertThat(stored("/a")).isEqualTo("two");
        assertThat(stored("/b")).isEqualTo("by hand");
    }

    // User Guide, "Stack failure options": by default, changes are rolled back.
    @Test
    void failedDeploymentIsRolledBack() {
        deployed("\"A\": " + parameter("/a", "\"one\""));
        String failing = "\"Z\": {\"Type\": \"AWS::SSM::Parameter\", \"Properties\": {\"Type\": \"String\"}}";
        String retained = parameter("/retained", "\"1\"").replaceFirst("}$", ", \"DeletionPolicy\": \"Retain\"}");
        String onCreate =
                parameter("/on-create", "\"1\"").replaceFirst("}$", ", \"DeletionPolicy\": \"RetainExceptOnCreate\"}");

        assertThatThrownBy(() -> deployed("\"A\": " + parameter("/a", "\"two\"") + ", \"B\": "
                        + parameter("/b", "\"1\"") + ", \"C\": " + retained + ", \"D\": " + onCreate + ", " + failing))
                .hasMessageContaining("'Value' is required");

        assertThat(stored("/a")).isEqualTo("one");
        assertThat(isStored("/b")).isFalse();
        assertThat(isStored("/retained")).isTrue();
        assertThat(isStored("/on-create")).isFalse();
    }

    // The message of aws-sam-cli issue 6786.
    @Test
    void rejectsChangeOfResourceType() {
        deployed("\"A\": {\"Type\": \"AWS::SQS::Queue\"}");

        assertThatThrownBy(() -> deployed("\"A\": {\"Type\": \"AWS::SNS::Topic\"}"))
                .hasMessageContaining(
                        "Update of resource type is not permitted. The new template modifies resource type of"
                                + " the following resources: [A]");
    }

    @Test
    void removedOrDetachedPolicyGrantsNothing() {
        String policy = """
                "P": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "Roles": [%s], "PolicyDocument":
                  {"Statement": {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "*"}}}}""";
        String roles = "\"R\": " + role("r") + ", \"S\": " + role("s");
        deployed(roles + ", " + policy.formatted("{\"Ref\": \"R\"}"));
        assertThat(mayRead("r")).isTrue();

        deployed(roles + ", " + policy.formatted("{\"Ref\": \"S\"}"));
        assertThat(mayRead("r")).isFalse();
        assertThat(mayRead("s")).isTrue();

        deployed(roles);
        assertThat(mayRead("s")).isFalse();
    }

    private boolean mayRead(String role) {
        Credentials session;
        try (StsClient sts = SdkClients.sts(aws)) {
            session = sts.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/" + role)
                            .roleSessionName("session"))
                    .credentials();
        }
        try (SsmClient client = SdkClients.configured(SsmClient.builder(), aws)
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        session.accessKeyId(), session.secretAccessKey(), session.sessionToken())))
                .build()) {
            client.getParameter(request -> request.name("/none"));
            return true;
        } catch (ParameterNotFoundException e) {
            return true;
        } catch (SsmException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            return false;
        }
    }

    // User Guide, "Parameters": types and constraints. The message of a constraint is quoted from the page.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"Type": "Number", "Default": "many"}                                  | Parameter 'P' must be a number, got: many
        {"Type": "Number", "Default": 7, "MaxValue": 5}                        | Parameter 'P' must be at most 5 by MaxValue
        {"Type": "String", "Default": "c", "AllowedValues": ["a", "b"]}        | Parameter 'P' must be one of AllowedValues ["a","b"]
        {"Type": "String", "Default": "?", "AllowedPattern": "[A-Za-z0-9]+"}   | Parameter 'P' must match pattern [A-Za-z0-9]+
        {"Type": "String", "Default": "?", "AllowedPattern": "[a-z]+", "ConstraintDescription": "must be lower case"} | Parameter P failed to satisfy constraint: must be lower case
        {"Type": "CommaDelimitedList", "Default": "a,x", "AllowedValues": ["a"]} | Parameter 'P' must be one of AllowedValues ["a"]
        {"Type": "String", "Default": "", "MinLength": 1}                      | Parameter 'P' must be at least 1 by MinLength
        {"Type": "String"}                                                     | Parameters: [P] must have values
        {"Type": "Boolean", "Default": "true"}                                 | Unrecognized parameter type: Boolean
        {"Type": "AWS::EC2::Subnet::Id", "Default": "subnet-0"}                | parameter value subnet-0 for parameter name P does not exist
        {"Type": "List<AWS::EC2::SecurityGroup::Id>", "Default": "sg-1,sg-0"}  | parameter value sg-0 for parameter name P does not exist
        {"Type": "AWS::SSM::Parameter::Name", "Default": "/none"}              | Parameter Store has no parameter '/none'
        {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/none"}     | Parameter Store has no parameter '/none'
        {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/secure"}   | the parameter '/secure' is a SecureString
        """)
    void rejectsInvalidParameters(String declaration, String message) {
        aws.existing().securityGroup("sg-1");
        ssm.putParameter(request -> request.name("/secure").value("v").type(ParameterType.SECURE_STRING));

        assertThatThrownBy(() -> value("{\"Ref\": \"P\"}", "\"Parameters\": {\"P\": " + declaration + "}, "))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Parameters")
                .hasMessageContaining(message);
    }

    @Test
    void resolvesNumberListAndStoredParameters() {
        ssm.putParameter(request -> request.name("/list").value("x,y").type(ParameterType.STRING_LIST));
        String sections = """
                "Parameters": {"Number": {"Type": "Number", "Default": 5},
                  "List": {"Type": "List<Number>", "Default": "1, 2"},
                  "Stored": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/list"}},
                """;

        assertThat(value("""
                        {"Fn::Join": ["-", [{"Ref": "Number"}, {"Fn::Select": [1, {"Ref": "List"}]},
                          {"Fn::Select": ["0", {"Ref": "Stored"}]}]]}""", sections)).isEqualTo("5-2-x");
    }

    // The examples of the pages of Fn::Cidr, Fn::Sub, Fn::Split, Fn::ToJsonString and Fn::Length.
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        {"Fn::Join": [" ", {"Fn::Cidr": ["192.168.0.0/24", "6", "5"]}]} ~ 192.168.0.0/27 192.168.0.32/27 192.168.0.64/27 192.168.0.96/27 192.168.0.128/27 192.168.0.160/27
        {"Fn::Select": ["2", {"Fn::Split": ["|", "a|b|c"]}]} ~ c
        {"Fn::Sub": ["${!Literal} ${V}", {"V": "${!x}"}]} ~ ${Literal} ${!x}
        {"Fn::ToJsonString": {"key1": "value1", "key2": {"Ref": "AWS::Region"}}} ~ {"key1":"value1","key2":"us-east-1"}
        {"Fn::Length": {"Fn::Split": ["|", "a|b|c"]}} ~ 3
        {"Fn::FindInMap": ["M", "a", "b", {"DefaultValue": "d"}]} ~ d
        """)
    void intrinsicFunctionsReturnDocumentedValues(String expression, String value) {
        assertThat(value(expression, LANGUAGE_EXTENSIONS)).isEqualTo(value);
    }

    // User Guide, "Get a secret or secret value from Secrets Manager" and "Get a plaintext value from Systems Manager
    // Parameter Store".
    @Test
    void dynamicReferencesAreResolvedInProperties() {
        aws.existing().secret("db", "{\"user\": \"admin\"}");
        String arn;
        try (SecretsManagerClient secrets = SdkClients.secretsManager(aws)) {
            arn = secrets.describeSecret(request -> request.secretId("db")).arn();
        }
        ssm.putParameter(request -> request.name("/plain").value("p").type(ParameterType.STRING));

        deployed("\"A\": " + parameter("/a", "\"{{resolve:secretsmanager:db:SecretString:user}}\"") + ", \"B\": "
                + parameter(
                        "/b",
                        "\"{{resolve:secretsmanager:" + arn
                                + ":SecretString:user:AWSCURRENT}} {{resolve:ssm:/plain:1}}\"")
                + ", \"C\": " + parameter("/c", "\"{{resolve:secretsmanager:db}}\""));

        assertThat(stored("/a")).isEqualTo("admin");
        assertThat(stored("/b")).isEqualTo("admin p");
        assertThat(stored("/c")).isEqualTo("{\"user\": \"admin\"}");
        assertThatThrownBy(() ->
                        deployed("\"D\": " + parameter("/d", "\"{{resolve:secretsmanager:db:SecretString:none}}\"")))
                .hasMessageContaining("Could not find a value associated with JSONKey in SecretString")
                .hasMessageNotContaining("admin");
        assertThatThrownBy(() -> deployed("\"D\": " + parameter("/d", "\"{{resolve:ssm:/plain:9}}\"")))
                .hasMessageContaining("Parameter Store has no parameter '/plain:9'");
    }

    // The format of the CDK's LegacyStackSynthesizer, and the parameter values that the CDK CLI sets.
    @Test
    void assetParametersOfLegacySynthesizerAreFilledIn() throws IOException {
        Files.writeString(directory.resolve("App.template.json"), """
                {"Parameters": {"AssetParametersabcS3Bucket": {"Type": "String"}, "AssetParametersabcS3VersionKey": {"Type": "String"},
                   "AssetParametersabcArtifactHash": {"Type": "String"}},
                 "Resources": {},
                 "Outputs": {"Key": {"Value": {"Ref": "AssetParametersabcS3VersionKey"}},
                             "Hash": {"Value": {"Ref": "AssetParametersabcArtifactHash"}}}}""");
        String metadata = """
                {"/App": [{"type": "aws:cdk:asset", "data": {"path": "asset.abc", "id": "%s", "packaging": "zip", "sourceHash": "abc",
                   "s3BucketParameter": "AssetParametersabcS3Bucket", "s3KeyParameter": "AssetParametersabcS3VersionKey",
                   "artifactHashParameter": "AssetParametersabcArtifactHash"}}]}""";
        String manifest = """
                {"artifacts": {"App": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                   "properties": {"templateFile": "App.template.json"}, %s}}}""";
        Files.writeString(
                directory.resolve("manifest.json"), manifest.formatted("\"metadata\": " + metadata.formatted("abc")));
        Deployment deployment = aws.deploy(directory);

        assertThat(deployment.output("App", "Key")).isEqualTo("assets/||abc.zip");
        assertThat(deployment.output("App", "Hash")).isEqualTo("abc");

        Files.writeString(directory.resolve("App.metadata.json"), metadata.formatted("id"));
        Files.writeString(
                directory.resolve("manifest.json"),
                manifest.formatted("\"additionalMetadataFile\": \"App.metadata.json\""));

        assertThat(aws.deploy(directory).output("App", "Key")).isEqualTo("assets/id/||abc.zip");
    }

    @Test
    void everyPropertyWithoutEffectIsListed() {
        Deployment deployment = deployed("""
                "R": {"Type": "AWS::IAM::Role", "Metadata": {"aws:cdk:path": "App/R"}, "Properties": {"Description": "d",
                  "Tags": [], "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"Service": "ec2.amazonaws.com"}}}}},
                "F": {"Type": "AWS::Logs::LogGroup", "CreationPolicy": {}, "Properties": {"DataProtectionPolicy": {}}},
                "A": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "rate(1 day)",
                  "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": {"Arn": "a"}}},
                "B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "named", "VersioningConfiguration": {}}},
                "C": {"Type": "AWS::S3::Bucket", "Properties": {"Tags": []}},
                "Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}},
                "T": {"Type": "AWS::DynamoDB::Table"}""");

        assertThat(deployment.skipped())
                .extracting(DeployedResource::logicalId)
                .containsExactly("R", "F", "A", "B", "C", "T");
        assertThat(deployment.skippedByType())
                .containsExactly(
                        "AWS::DynamoDB::Table (1): The local emulator does not know the type AWS::DynamoDB::Table.",
                        "AWS::IAM::Role (1): no effect of Description",
                        "AWS::Logs::LogGroup (1): no effect of CreationPolicy, DataProtectionPolicy",
                        "AWS::S3::Bucket (2): no effect of Tags, VersioningConfiguration",
                        "AWS::Scheduler::Schedule (1): no effect of FlexibleTimeWindow");
        assertThat(deployment.skippedResources())
                .extracting(DeployedResource::logicalId)
                .containsExactly("T");
    }
}
