package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A launch and the policies of its roles. Each test breaks one policy. */
class LaunchPermissionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAws aws = LocalAws.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void recordsEachPermissionWithItsPolicyStatement() throws Exception {
        LocalExecution execution = launch(template -> {});

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.authorizations())
                .allSatisfy(authorization -> assertThat(authorization.allowed()).isTrue());
        assertThat(aws.authorizations().stream()
                        .map(one -> one.roleName() + " " + one.action() + " "
                                + one.resource().replaceFirst(".*:", "") + " " + one.policy() + "/" + one.statement())
                        .map(line -> line.replace(aws.clusters().get(0).id(), "ID"))
                        .distinct())
                .containsExactly(
                        "machine lambda:InvokeFunction probe Launch/Invoke",
                        "machine elasticmapreduce:RunJobFlow cluster/* Launch/RunJobFlow",
                        "machine elasticmapreduce:AddTags cluster/* Launch/AddTags",
                        "machine iam:PassRole role/service Launch/PassServiceRole",
                        "machine iam:PassRole role/instances Launch/PassInstanceRole",
                        "machine iam:PassRole role/scaling Launch/PassAutoScalingRole",
                        "machine iam:CreateServiceLinkedRole"
                                + " role/aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup"
                                + " Launch/CreateCleanupRole",
                        "service iam:PassRole role/instances PassRole/ServicePassesInstanceRole",
                        "machine elasticmapreduce:DescribeCluster cluster/ID Launch/DescribeCluster");
    }

    @ParameterizedTest
    @CsvSource({
        "Invoke, Lambda.AWSLambdaException, lambda:InvokeFunction, AWSLambda; Status Code: 403",
        "RunJobFlow, EMR.AmazonElasticMapReduceException, elasticmapreduce:RunJobFlow, AmazonElasticMapReduce; Status Code: 400",
        "AddTags, EMR.AmazonElasticMapReduceException, elasticmapreduce:AddTags, AmazonElasticMapReduce; Status Code: 400",
        "PassServiceRole, EMR.AmazonElasticMapReduceException, iam:PassRole, AmazonElasticMapReduce; Status Code: 400",
        "PassInstanceRole, EMR.AmazonElasticMapReduceException, iam:PassRole, AmazonElasticMapReduce; Status Code: 400",
        "PassAutoScalingRole, EMR.AmazonElasticMapReduceException, iam:PassRole, AmazonElasticMapReduce; Status Code: 400",
        "DescribeCluster, Emr.EmrException, elasticmapreduce:DescribeCluster, 'Emr, Status Code: 400'"
    })
    void launchFailsWhenOnePermissionIsMissing(String statement, String error, String action, String service)
            throws Exception {
        LocalExecution execution = launch(template -> remove(template, statement));

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo(error);
        assertThat(execution.cause())
                .startsWith("User: arn:aws:sts::123456789012:assumed-role/machine/")
                .contains(
                        "is not authorized to perform: " + action + " on resource: arn:aws:",
                        "because no identity-based policy allows the " + action + " action (Service: " + service);
        assertThat(aws.authorizations())
                .filteredOn(authorization -> !authorization.allowed())
                .singleElement()
                .satisfies(denied -> assertThat(denied.action()).isEqualTo(action));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CreateCleanupRole         | Service-linked role 'AWSServiceRoleForEMRCleanup' for EMR is required. Please create this role directly or add permission to create it in your IAM entity.
        ServicePassesInstanceRole | Service role service has insufficient EC2 permissions
        """)
    void clusterTerminatesWhenRoleLacksPermission(String statement, String reason) throws Exception {
        launch(template -> {
            remove(template, statement);
            lookOnce(template);
        });
        aws.clock().advance(Duration.ofMinutes(10));

        assertThat(aws.clusters()).singleElement().satisfies(cluster -> {
            assertThat(cluster.state()).isEqualTo("TERMINATED_WITH_ERRORS");
            assertThat(cluster.stateChangeReason()).isEqualTo(reason);
        });
    }

    @Test
    void launchUsesExistingCleanupRole() throws Exception {
        aws.existing().role("AWSServiceRoleForEMRCleanup");

        assertThat(launch(template -> remove(template, "CreateCleanupRole")).status())
                .isEqualTo("SUCCEEDED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        MachineRole  | $.Resources.Machine.Properties (AWS::StepFunctions::StateMachine): Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role
        FunctionRole | $.Resources.Probe.Properties.Role (AWS::Lambda::Function): The role defined for the function cannot be assumed by Lambda
        """)
    void rejectsRoleThatDoesNotTrustItsService(String role, String message) {
        assertThatThrownBy(() -> launch(template -> trust(template, role, "s3.amazonaws.com")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "ServiceRole, EMR service role service is invalid",
        "AutoScalingRole, EMR auto scaling role scaling is invalid"
    })
    void roleThatDoesNotTrustEmrIsInvalid(String role, String reason) throws Exception {
        launch(template -> {
            trust(template, role, "s3.amazonaws.com");
            lookOnce(template);
        });
        aws.clock().advance(Duration.ofMinutes(10));

        assertThat(aws.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.stateChangeReason())
                .isEqualTo(reason));
    }

    @Test
    void permissionsBoundaryLimitsRole() throws Exception {
        LocalExecution execution = launch(template -> {
            ObjectNode boundary = ((ObjectNode) template.path("Resources")).putObject("Boundary");
            boundary.put("Type", "AWS::IAM::ManagedPolicy")
                    .putObject("Properties")
                    .put("ManagedPolicyName", "boundary")
                    .putObject("PolicyDocument")
                    .put("Version", "2012-10-17")
                    .putObject("Statement")
                    .put("Effect", "Allow")
                    .put("NotAction", "iam:*")
                    .put("Resource", "*");
            properties(template, "MachineRole").putObject("PermissionsBoundary").put("Ref", "Boundary");
        });

        assertThat(execution.cause())
                .contains(
                        "iam:PassRole on resource: arn:aws:iam::123456789012:role/service because no permissions boundary"
                                + " allows the iam:PassRole action");
    }

    /** All AWS managed policies are available: the previous EMR policy for users allows the permissions of the launch. */
    @Test
    void awsManagedPolicyGrantsPermissions() throws Exception {
        LocalExecution execution = launch(template -> {
            remove(template, "RunJobFlow");
            properties(template, "MachineRole")
                    .putArray("ManagedPolicyArns")
                    .add("arn:aws:iam::aws:policy/AmazonElasticMapReduceFullAccess");
        });

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("elasticmapreduce:RunJobFlow"))
                .extracting(Authorization::policy)
                .containsExactly("arn:aws:iam::aws:policy/AmazonElasticMapReduceFullAccess");
    }

    /** The messages are those that users report, such as in aws-cdk issue 19830. */
    @ParameterizedTest
    @CsvSource({
        "ManagedPolicyArns, arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole, NoSuchEntity: Policy",
        "ManagedPolicyArns, arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy, NoSuchEntity: Policy",
        "ManagedPolicyArns, arn:aws:iam::123456789012:policy/team, NoSuchEntity: Policy",
        "PermissionsBoundary, arn:aws:iam::123456789012:policy/boundary, NoSuchEntity: Scope ARN:"
    })
    void rejectsMissingPolicy(String property, String arn, String problem) {
        assertThatThrownBy(() -> launch(template -> attach(template, property, arn)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("Stack Launch, $.Resources.MachineRole.Properties." + property
                        + " (AWS::IAM::Role): " + problem + " " + arn + " does not exist or is not attachable.");
    }

    @Test
    void declaredManagedPolicyGrantsPermissions() throws Exception {
        String arn = "arn:aws:iam::123456789012:policy/team";
        aws.existing()
                .managedPolicy(
                        arn,
                        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"elasticmapreduce:*\","
                                + " \"Resource\": \"*\"}}");

        assertThat(launch(template -> {
                            remove(template, "RunJobFlow");
                            attach(template, "ManagedPolicyArns", arn);
                        })
                        .status())
                .isEqualTo("SUCCEEDED");
    }

    /** PolicyNotAttachable, see AttachRolePolicy in the IAM API reference. */
    @Test
    void rejectsPolicyOfServiceLinkedRole() {
        assertThatThrownBy(() -> launch(template -> attach(
                        template,
                        "ManagedPolicyArns",
                        "arn:aws:iam::aws:policy/aws-service-role/AmazonEMRCleanupPolicy")))
                .hasMessageContaining("PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role");
    }

    @Test
    void rejectsPolicyForMissingRole() {
        assertThatThrownBy(() -> launch(template ->
                        properties(template, "MachinePolicy").putArray("Roles").add("nobody")))
                .hasMessageContaining(
                        "$.Resources.MachinePolicy.Properties.Roles (AWS::IAM::Policy): NoSuchEntity: The role"
                                + " with name nobody cannot be found.");
    }

    /** "IAM and AWS STS quotas". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        MachinePolicy | /PolicyDocument/Statement/0           | 11000 | Maximum policy size of 10240 bytes exceeded for role machine
        MachineRole   | /AssumeRolePolicyDocument/Statement/0 | 2000  | Cannot exceed quota for ACLSizePerRole: 2048
        """)
    void rejectsTooLargePolicy(String resource, String statement, int size, String problem) {
        assertThatThrownBy(() -> launch(template ->
                        ((ObjectNode) properties(template, resource).at(statement)).put("Sid", "a".repeat(size))))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("LimitExceeded: " + problem);
    }

    private static void attach(JsonNode template, String property, String arn) {
        if (property.equals("ManagedPolicyArns")) {
            properties(template, "MachineRole").putArray(property).add(arn);
        } else {
            properties(template, "MachineRole").put(property, arn);
        }
    }

    @Test
    void malformedPolicyIsRejectedWithItsLocation() {
        assertThatThrownBy(() -> launch(template ->
                        ((ObjectNode) statements(template, "MachinePolicy").get(0)).put("Effect", "Permit")))
                .isInstanceOf(DeploymentException.class)
                .hasMessage(
                        "Stack Launch, $.Resources.MachinePolicy.Properties.PolicyDocument (AWS::IAM::Policy): the policy"
                                + " 'Launch' is malformed (MalformedPolicyDocument): Syntax errors in policy: Statement[0] has"
                                + " no Effect that is Allow or Deny");
        assertThatThrownBy(() -> aws.existing().role("r", "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The policy 'existing' is malformed: Syntax errors in policy: there is no Statement");
    }

    @Test
    void malformedTrustPolicyIsRejectedWithItsLocation() {
        assertThatThrownBy(() -> launch(template -> ((ObjectNode)
                                properties(template, "MachineRole").at("/AssumeRolePolicyDocument/Statement/0"))
                        .put("Resource", "*")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("Stack Launch, $.Resources.MachineRole.Properties.AssumeRolePolicyDocument"
                        + " (AWS::IAM::Role): the trust policy is malformed (MalformedPolicyDocument): Has prohibited field"
                        + " Resource");
    }

    private LocalExecution launch(Consumer<JsonNode> change) throws IOException, InterruptedException {
        String machine = deploy(change).output("Launch", "MachineArn");
        return aws.awaitExecution(aws.startExecution(machine, "{\"Name\": \"etl\"}"));
    }

    private Deployment deploy(Consumer<JsonNode> change) throws IOException {
        JsonNode template = JSON.readTree(Assembly.template("launch.json"));
        change.accept(template);
        return aws.deploy(new Assembly(directory)
                .handlers()
                .stack("Launch", template.toString())
                .write());
    }

    private static ObjectNode properties(JsonNode template, String logicalId) {
        return (ObjectNode) template.path("Resources").path(logicalId).path("Properties");
    }

    private static ArrayNode statements(JsonNode template, String logicalId) {
        JsonNode properties = properties(template, logicalId);
        JsonNode document = logicalId.endsWith("Role")
                ? properties.path("Policies").path(0).path("PolicyDocument")
                : properties.path("PolicyDocument");
        return (ArrayNode) document.path("Statement");
    }

    private static void remove(JsonNode template, String sid) {
        boolean removed = false;
        for (String policy : new String[] {"MachinePolicy", "ServiceRole"}) {
            Iterator<JsonNode> statements = statements(template, policy).iterator();
            while (statements.hasNext()) {
                if (statements.next().path("Sid").asText().equals(sid)) {
                    statements.remove();
                    removed = true;
                }
            }
        }
        // A policy must have at least one statement.
        ArrayNode left = statements(template, "ServiceRole");
        if (left.isEmpty()) {
            left.addObject()
                    .put("Effect", "Allow")
                    .put("Action", "s3:GetObject")
                    .put("Resource", "*");
        }
        assertThat(removed).isTrue();
    }

    private static void trust(JsonNode template, String role, String service) {
        ((ObjectNode) properties(template, role).at("/AssumeRolePolicyDocument/Statement/0/Principal"))
                .put("Service", service);
    }

    /** Runs an execution that waits for the cluster to be ready. The cluster never is, so the execution polls once. */
    private static void lookOnce(JsonNode template) {
        ArrayNode parts = (ArrayNode) properties(template, "Machine").at("/DefinitionString/Fn::Join/1");
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isTextual()) {
                parts.set(i, parts.get(i).asText().replace("\"Default\":\"Wait\"", "\"Default\":\"Done\""));
            }
        }
    }
}
