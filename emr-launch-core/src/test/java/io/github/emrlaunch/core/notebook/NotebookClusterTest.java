package io.github.emrlaunch.core.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.RootVolume;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.definitions.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.KeyPair;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.s3.Bucket;

class NotebookClusterTest {
    private final NotebookStack notebooks = new NotebookStack();
    private final TestStack test = notebooks.test();

    private JsonNode request() {
        return test.parameter("/emr_launch/cluster_configurations/default/lab").path("ClusterConfiguration");
    }

    @Test
    void storesNotebooksInS3() {
        notebooks
                .cluster()
                .configurations(EmrConfiguration.of("spark", Map.of("maximizeResourceAllocation", "true")))
                .build();

        assertThat(request().path("Applications").findValuesAsText("Name"))
                .containsExactly("Spark", "Hadoop", "Livy", "Hive", "JupyterHub");
        assertThat(request().path("Configurations")).isEqualTo(Json.parse("""
            [{"Classification": "spark", "Properties": {"maximizeResourceAllocation": "true"}},
             {"Classification": "jupyter-s3-conf",
              "Properties": {"s3.persistence.bucket": "<Bucket>", "s3.persistence.enabled": "true"}}]
            """));
    }

    @Test
    void installsPythonModulesWithBootstrapAction() {
        notebooks
                .cluster()
                .pythonModules("pandas", "numpy>=1.26,<2")
                .bootstrapActions(BootstrapAction.of("Own", "s3://code/own.sh"))
                .build();

        assertThat(request().path("BootstrapActions")).isEqualTo(Json.parse("""
            [{"Name": "PythonLibraries", "ScriptBootstrapAction": {
                "Path": "s3://<Bucket>/emr-launch/notebooks/default/lab/install-modules.sh",
                "Args": ["pandas", "numpy>=1.26,<2"]}},
             {"Name": "Own", "ScriptBootstrapAction": {"Path": "s3://code/own.sh", "Args": []}}]
            """));
    }

    /** Forms from pip's documentation of requirement specifiers. */
    @Test
    void acceptsModuleSpecifiersOfPip() {
        List<String> modules = List.of(
                "requests [security, socks] >= 2.8.1 , == 2.8.*",
                "tomli; python_version < \"3.11\"",
                "numpy<2 ; python_version<'3.9' and sys_platform == 'linux'",
                "numpy>=2;(python_version >= '3.9') or os_name!='posix'",
                "zope.interface (>3.5.0)");

        notebooks.cluster().pythonModules(modules).build();

        assertThat(request().at("/BootstrapActions/0/ScriptBootstrapAction/Args"))
                .isEqualTo(Json.of(modules));
    }

    @Test
    void mergesPersistenceConfiguration() {
        notebooks
                .cluster()
                .configurations(EmrConfiguration.of(
                        "jupyter-s3-conf", Map.of("s3.other", "x", "s3.persistence.enabled", "true")))
                .build();

        assertThat(request().path("Configurations")).isEqualTo(Json.parse("""
            [{"Classification": "jupyter-s3-conf", "Properties": {
                "s3.other": "x", "s3.persistence.bucket": "<Bucket>", "s3.persistence.enabled": "true"}}]
            """));
    }

    /** JupyterHub is running when steps run. It is not yet running during bootstrap actions. */
    @Test
    void runsStepsAfterCreationOfUsers() {
        EmrCode code = EmrCode.fromBucket(Bucket.fromBucketName(test.stack(), "Code", "code"), "lab");
        notebooks
                .cluster()
                .steps(EmrStep.shellScript("Install Kernels", code, "kernels.sh", "daily"))
                .build();

        String machine = test.properties("AWS::StepFunctions::StateMachine").stream()
                .map(properties -> TestStack.text(properties.path("DefinitionString")))
                .filter(definition -> definition.contains("create-users.sh"))
                .findFirst()
                .orElseThrow();
        assertThat(machine.indexOf("s3://code/lab/kernels.sh")).isGreaterThan(machine.indexOf("create-users.sh"));
        assertThat(machine).doesNotContain("'daily'");
    }

    @Test
    void hasIdleTimeoutOfOneHourByDefault() {
        notebooks.cluster().build();

        assertThat(request().at("/AutoTerminationPolicy/IdleTimeout").intValue())
                .isEqualTo(3600);
    }

    @Test
    void passesOtherSettingsToClusterConfiguration() {
        notebooks
                .cluster()
                .idleTimeout(Duration.minutes(20))
                .tags(Map.of("team", "lab"))
                .customize(configuration -> configuration.rootVolume(RootVolume.of(50)))
                .build();

        assertThat(request().at("/AutoTerminationPolicy/IdleTimeout").intValue())
                .isEqualTo(1200);
        assertThat(request().path("EbsRootVolumeSize").intValue()).isEqualTo(50);
        assertThat(test.parameter("/emr_launch/emr_launch_functions/default/lab")
                        .path("ClusterTags")
                        .toString())
                .contains("\"team\"");
    }

    /** The users' secrets, the notebooks, and the scripts, which the bootstrap action and the step read. */
    @Test
    void instanceRoleMayReadSecretsScriptsAndNotebooks() {
        notebooks.cluster().build();

        Set<String> statements = new LinkedHashSet<>();
        test.properties("AWS::IAM::Policy").stream()
                .filter(policy -> policy.path("Roles").toString().contains("ProfileInstanceRole"))
                .forEach(policy -> TestStack.readable(policy.at("/PolicyDocument/Statement"))
                        .forEach(statement ->
                                statements.add(statement.path("Action") + " on " + statement.path("Resource"))));
        assertThat(statements)
                .containsExactlyInAnyOrder(
                        "[\"s3:GetBucketLocation\",\"s3:ListBucketMultipartUploads\"] on \"<Bucket.Arn>\"",
                        "\"s3:ListBucket\" on \"<Bucket.Arn>\"",
                        "[\"s3:AbortMultipartUpload\",\"s3:DeleteObject\",\"s3:GetObject\",\"s3:ListMultipartUploadParts\",\"s3:PutObject\"]"
                                + " on \"<Bucket.Arn>/jupyter/*\"",
                        "\"secretsmanager:GetSecretValue\" on [\"<NotebooksPasswordjovyan>\","
                                + "\"<NotebooksPasswordphilipp>\",\"<NotebooksPasswordadmin>\"]",
                        "\"s3:GetObject\" on "
                                + "\"arn:<AWS::Partition>:s3:::<Bucket>/emr-launch/notebooks/default/lab/*\"",
                        "\"s3:ListBucket\" on \"arn:<AWS::Partition>:s3:::<Bucket>\"");
    }

    @Test
    void generatesPasswordForEachUserAndAdministrator() {
        notebooks.cluster().build();

        assertThat(test.properties("AWS::SecretsManager::Secret"))
                .extracting(secret -> secret.path("Name").asText())
                .containsExactly(
                        "emr-launch/notebooks/default/lab/jovyan",
                        "emr-launch/notebooks/default/lab/philipp",
                        "emr-launch/notebooks/default/lab/admin");
        assertThat(test.properties("AWS::SecretsManager::Secret")).allSatisfy(secret -> {
            assertThat(secret.path("GenerateSecretString"))
                    .isEqualTo(Json.parse("{\"ExcludePunctuation\": true, \"PasswordLength\": 24}"));
            assertThat(secret.has("SecretString")).isFalse();
        });
    }

    @Test
    void allowsSshOnlyFromGivenAddresses() {
        notebooks.cluster().sshFrom("203.0.113.0/24", "2001:db8::/32").build();

        ObjectNode group = test.properties("AWS::EC2::SecurityGroup").stream()
                .filter(properties ->
                        properties.path("GroupDescription").asText().equals("SSH to the primary node of lab"))
                .findFirst()
                .orElseThrow();
        assertThat(group.path("SecurityGroupIngress")).isEqualTo(Json.parse("""
            [{"CidrIp": "203.0.113.0/24", "Description": "SSH", "FromPort": 22, "IpProtocol": "tcp", "ToPort": 22},
             {"CidrIpv6": "2001:db8::/32", "Description": "SSH", "FromPort": 22, "IpProtocol": "tcp", "ToPort": 22}]
            """));
        assertThat(group.path("Tags").toString()).contains("for-use-with-amazon-emr-managed-policies");
        assertThat(request().at("/Instances/AdditionalMasterSecurityGroups/0").asText())
                .startsWith("<NotebooksSshGroup");
    }

    @Test
    void createsKeyPairAndCommandToSaveKey() {
        notebooks.cluster().build();

        assertThat(test.properties("AWS::EC2::KeyPair")).hasSize(1);
        assertThat(request().at("/Instances/Ec2KeyName").asText()).startsWith("<NotebooksKeyPair");
        assertThat(outputs()).hasSize(2).anySatisfy(command -> assertThat(command)
                .contains("aws ssm get-parameter", "--name '/ec2/keypair/"));
    }

    @Test
    void usesExistingKeyPair() {
        notebooks
                .cluster()
                .keyPair(KeyPair.fromKeyPairName(notebooks.stack(), "Key", "mine"))
                .build();

        assertThat(test.properties("AWS::EC2::KeyPair")).isEmpty();
        assertThat(request().at("/Instances/Ec2KeyName").asText()).isEqualTo("mine");
        assertThat(outputs()).singleElement().satisfies(command -> assertThat(command)
                .contains("ssh -i 'mine.pem' -N -L \"10501:$HOST:9443\""));
    }

    /** https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html */
    @Test
    void usesSessionManagerInsteadOfSsh() {
        NotebookCluster cluster =
                notebooks.cluster().sshFrom().sessionManager(true).build();

        assertThat(test.properties("AWS::EC2::KeyPair")).isEmpty();
        assertThat(test.properties("AWS::EC2::SecurityGroup"))
                .noneMatch(group -> group.path("GroupDescription").asText().startsWith("SSH"));
        assertThat(request().at("/Instances/Ec2KeyName").isTextual()).isFalse();
        assertThat(request().at("/Instances/AdditionalMasterSecurityGroups")).isEmpty();
        assertThat(test.statements("ProfileInstanceRole"))
                .anyMatch(statement -> statement.endsWith("ssmmessages:OpenDataChannel on *"))
                .noneMatch(statement -> statement.contains("ssm:GetParameter"));
        assertThat(outputs()).singleElement().satisfies(command -> assertThat(command)
                .contains(
                        "aws emr list-instances",
                        "aws ssm start-session",
                        "--document-name AWS-StartPortForwardingSession --parameters"
                                + " portNumber=9443,localPortNumber=10501")
                .doesNotContain("ssh "));
        assertThatThrownBy(cluster::getKeyPair)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Stack/Notebooks has no SSH: it is accessible through Session Manager");
        assertThatThrownBy(cluster::getSshGroup).isInstanceOf(IllegalStateException.class);
    }

    /** https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub-ldap-users.html */
    @Test
    void authenticatesUsersWithDirectory() {
        notebooks
                .cluster()
                .users()
                .directory(LdapDirectory.of("ldap.example.org", "uid={username},ou=people,dc=example,dc=org")
                        .withPort(3269)
                        .withGroups("cn=lab,dc=example,dc=org"))
                .build();
        String machine = test.properties("AWS::StepFunctions::StateMachine").stream()
                .map(properties -> TestStack.text(properties.path("DefinitionString")))
                .filter(definition -> definition.contains("create-users.sh"))
                .findFirst()
                .orElseThrow();
        Matcher settings = Pattern.compile("connect-directory\\.sh[^A-Za-z0-9]+([A-Za-z0-9+/=]{40,})")
                .matcher(machine);

        assertThat(test.properties("AWS::SecretsManager::Secret"))
                .extracting(secret -> secret.path("Name").asText())
                .containsExactly("emr-launch/notebooks/default/lab/jovyan");
        assertThat(machine.indexOf("connect-directory.sh")).isGreaterThan(machine.indexOf("create-users.sh"));
        assertThat(settings.find()).isTrue();
        assertThat(Json.parse(new String(Base64.getDecoder().decode(settings.group(1)), StandardCharsets.UTF_8)))
                .isEqualTo(Json.parse("""
                    {"server_address": "ldap.example.org", "server_port": 3269, "use_ssl": true,
                     "bind_dn_template": ["uid={username},ou=people,dc=example,dc=org"],
                     "allowed_groups": ["cn=lab,dc=example,dc=org"]}\
                    """));
    }

    private List<String> outputs() {
        return Json.of(test.template().findOutputs("*")).properties().stream()
                .map(output -> TestStack.text(output.getValue().path("Value")))
                .toList();
    }

    @Test
    void startsOnSchedule() {
        notebooks
                .cluster()
                .schedule(Schedule.cron(CronOptions.builder()
                        .hour("7")
                        .minute("0")
                        .weekDay("MON-FRI")
                        .build()))
                .build();

        assertThat(test.properties("AWS::Events::Rule"))
                .filteredOn(rule -> rule.path("ScheduleExpression").asText().equals("cron(0 7 ? * MON-FRI *)"))
                .singleElement()
                .satisfies(rule ->
                        assertThat(rule.at("/Targets/0/Arn/Ref").asText()).startsWith("NotebooksPipelineStateMachine"));
    }

    @Test
    void addsNamespaceToNames() {
        notebooks.cluster().namespace("lab_1").build();

        assertThat(test.properties("AWS::StepFunctions::StateMachine"))
                .extracting(machine -> machine.path("StateMachineName").asText())
                .containsExactlyInAnyOrder("lab_1_lab", "pipeline_lab_1_lab-notebooks");
        assertThat(test.properties("AWS::SecretsManager::Secret")
                        .get(0)
                        .path("Name")
                        .asText())
                .isEqualTo("emr-launch/notebooks/lab_1/lab/jovyan");
    }
}
