package io.github.emrlaunch.core.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.profile.KerberosAuthentication;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.secretsmanager.Secret;

class NotebookClusterBadInputTest {
    private final NotebookStack test = new NotebookStack();

    private String refused(UnaryOperator<NotebookCluster.Builder> change) {
        NotebookCluster.Builder builder = change.apply(test.cluster());
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> messages.add(e.getMessage()));
        return messages.get(0);
    }

    @Test
    void requiresEitherUsersOrDirectory() {
        assertThat(refused(builder -> builder.users()))
                .isEqualTo("Stack/Notebooks: 'users' must name at least one user: without one only the administrator "
                        + "could log in to JupyterHub. Those of an LDAP directory are for 'directory'");
        assertThat(refused(builder -> builder.directory(LdapDirectory.of("ldap.example.org", "uid={username},dc=org"))))
                .isEqualTo(
                        "Stack/Notebooks: 'users' must be empty with 'directory', got: [philipp, admin]. JupyterHub authenticates users with the directory only");
    }

    @Test
    void rejectsInvalidDirectory() {
        for (String host : List.of("ldaps://h", "h:636", "", "-h", "h'")) {
            assertThatThrownBy(() -> LdapDirectory.of(host, "uid={username}"))
                    .hasMessage(
                            "'host' of a directory must be a name or an address, without a protocol or a port, got: '%s'",
                            host);
        }
        for (List<String> templates : List.of(List.<String>of(), List.of("uid={username}", "uid=me"))) {
            assertThatThrownBy(() -> LdapDirectory.of("h", templates))
                    .hasMessageStartingWith(
                            "'userTemplates' of a directory must be distinguished names with {username}");
        }
        assertThatThrownBy(() -> LdapDirectory.of("h", "uid={username}").withGroups(List.of()))
                .hasMessage("'names' of the groups of a directory is empty, which would let all its users log in. "
                        + "Name at least one group, or remove withGroups");
        assertThatThrownBy(() -> LdapDirectory.of("h", "uid={username}").withPort(0))
                .hasMessage("'tlsPort' must be between 1 and 65535, got: 0");
    }

    @Test
    void rejectsDuplicateUsers() {
        assertThat(refused(builder -> builder.users("philipp", "admin", "philipp")))
                .isEqualTo("Stack/Notebooks: 'users' has 'philipp' twice. Leave one out");
    }

    @Test
    void rejectsMoreThan50Users() {
        List<String> many =
                IntStream.range(0, 51).mapToObj(number -> "user" + number).toList();

        assertThat(refused(builder -> builder.users(many)))
                .startsWith("Stack/Notebooks: 'users' must be at most 50, got 51: ");
        assertThat(test.cluster().users(many.subList(0, 50)).build().getPasswordSecret("user49"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "-x",
                "1a",
                "a;reboot",
                "$(reboot)",
                "`reboot`",
                "a:b",
                "a=b",
                "a/b",
                "../a",
                "a\nroot",
                "müller",
                "a.b",
                "abcdefghijklmnopqrstuvwxyz0123456"
            })
    void rejectsInvalidUserName(String user) {
        assertThat(refused(builder -> builder.users("philipp", user)))
                .isEqualTo(
                        ("Stack/Notebooks: 'users' must be names that Linux accepts, 1 to 32 lower-case letters, digits, _ and -, "
                                        + "beginning with a letter or _, got: '%s'")
                                .formatted(user));
    }

    @Test
    void suggestsLowerCaseUserNames() {
        assertThat(refused(builder -> builder.users("Philipp")))
                .endsWith("got: 'Philipp'. JupyterHub converts names to lower case: use 'philipp'");
    }

    @Test
    void rejectsReservedUsers() {
        assertThat(refused(builder -> builder.users("root")))
                .isEqualTo(
                        "Stack/Notebooks: 'users' must not have 'root', which is a system account of the machine that "
                                + "JupyterHub runs on. Choose another name");
        assertThat(refused(builder -> builder.users("jovyan")))
                .isEqualTo(
                        "Stack/Notebooks: 'users' must not have 'jovyan': it is JupyterHub's administrator and gets a "
                                + "password anyway. Leave it out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "203.0.113.0",
                "203.0.113.0/33",
                "203.0.113.0/-1",
                "203.0.113/24",
                "203.0.113.256/32",
                "203.0.0113.0/24",
                "203.0.113.0/024x",
                "my.office/24",
                "2001:db8::/129",
                "2001:db8:::/32",
                "::ffff:203.0.113.0/120",
                "10.0.0.0/8 "
            })
    void rejectsInvalidAddressRange(String range) {
        assertThat(refused(builder -> builder.sshFrom("203.0.113.7/32", range)))
                .isEqualTo(
                        ("Stack/Notebooks: 'sshFrom' must be a range of addresses in CIDR notation, such as 203.0.113.0/24 or "
                                        + "2001:db8::/32, got: '%s'")
                                .formatted(range));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7/24, 203.0.113.0/24, 203.0.113.7/32",
        "2001:db8::1/32, 2001:db8:0:0:0:0:0:0/32, 2001:db8::1/128"
    })
    void suggestsCorrectAddressRange(String range, String whole, String one) {
        assertThat(refused(builder -> builder.sshFrom(range)))
                .isEqualTo(
                        "Stack/Notebooks: 'sshFrom' %s starts in the middle of its range: write %s for the range, or %s for a single address"
                                .formatted(range, whole, one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "128.0.0.0/1", "8000::/1", "2000::/3"})
    void rejectsSshFromInternetWithoutAcknowledgement(String range) {
        assertThat(refused(builder -> builder.sshFrom("203.0.113.7/32", range)))
                .isEqualTo(
                        ("Stack/Notebooks: 'sshFrom' must not be open to the Internet, got: [%s]. Specify the addresses that need it, or "
                                        + "set acknowledgeSshFromInternet(true)")
                                .formatted(range));
        assertThat(test.cluster()
                        .sshFrom(range)
                        .acknowledgeSshFromInternet(true)
                        .build()
                        .getSshGroup())
                .isNotNull();
    }

    @Test
    void rejectsNeedlessAcknowledgementAndMissingAccess() {
        assertThat(refused(builder -> builder.sshFrom("10.0.0.0/8").acknowledgeSshFromInternet(true)))
                .isEqualTo(
                        "Stack/Notebooks: 'acknowledgeSshFromInternet' is set, but 'sshFrom' has no range that is open to the "
                                + "Internet. Leave it out");
        assertThat(refused(builder -> builder.sshFrom()))
                .isEqualTo(
                        "Stack/Notebooks: 'sshFrom' or 'sessionManager' is required: JupyterHub is accessible through a tunnel only. Specify your addresses, "
                                + "such as 203.0.113.7/32");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--trusted-host=example.com",
                "-r",
                "pandas numpy",
                "pandas;reboot",
                "$(reboot)",
                "../module",
                "git+https://example.com/x",
                "pandas==",
                "pandas==1;python_version",
                "pandas;python_version>'3' --index-url=x",
                "pandas;python_version>'$(reboot)'",
                "pandas (>=1",
                "pandas>=1,",
                "pandas[",
                "_pandas"
            })
    void rejectsInvalidPythonModule(String module) {
        assertThat(refused(builder -> builder.pythonModules("numpy", module)))
                .isEqualTo(
                        ("Stack/Notebooks: 'pythonModules' must be names of modules, with optional versions and markers, such as "
                                        + "pandas or numpy>=1.26,<2, got: '%s'. Options of pip, paths and URLs belong in a bootstrap action")
                                .formatted(module));
    }

    @Test
    void rejectsDuplicatePythonModules() {
        assertThat(refused(builder -> builder.pythonModules("Scikit_Learn", "scikit-learn[alldeps]>=1.5")))
                .isEqualTo(
                        "Stack/Notebooks: 'pythonModules' has scikit-learn twice: pip would install one of the two. Remove one, or add markers to both");
        assertThat(refused(builder -> builder.pythonModules("numpy<2", "numpy; python_version > '3.9'")))
                .contains("has numpy twice");
    }

    /** A user's own settings are merged or refused, and never overwritten. */
    @Test
    void rejectsConflictingPersistenceConfiguration() {
        assertThat(refused(builder -> builder.configurations(
                        EmrConfiguration.of("jupyter-s3-conf", Map.of("s3.persistence.bucket", "mine")))))
                .isEqualTo(
                        "Stack/Notebooks: 'configurations': s3.persistence.bucket of jupyter-s3-conf must be <Stack/Bucket>, which 'notebooksBucket' sets, got: mine. Leave it out");
        assertThat(refused(builder -> builder.configurations(
                        EmrConfiguration.of("jupyter-s3-conf", Map.of("s3.persistence.enabled", "false")))))
                .contains("s3.persistence.enabled of jupyter-s3-conf must be true");
        assertThat(refused(builder -> builder.customize(
                        configuration -> configuration.configurations(EmrConfiguration.of("spark", Map.of("a", "b"))))))
                .startsWith("Stack/Notebooks: 'customize' replaces the configurations");
        for (Map<String, String> settings : List.of(
                Map.of("s3.persistence.bucket", "mine", "s3.persistence.enabled", "true"),
                Map.of("s3.persistence.enabled", "true"))) {
            assertThat(refused(builder -> builder.customize(configuration ->
                            configuration.configurations(EmrConfiguration.of("jupyter-s3-conf", settings)))))
                    .startsWith("Stack/Notebooks: 'customize' replaces the configurations");
        }
        assertThat(test.stack().getNode().tryFindChild("Notebooks")).isNull();
    }

    private String refusedCustomization(UnaryOperator<ClusterConfiguration.Builder> customization) {
        String message = refused(builder -> builder.pythonModules("pandas").customize(customization));
        assertThat(test.stack().getNode().tryFindChild("Notebooks")).isNull();
        return message;
    }

    /** A customization can set each member of the request. */
    @Test
    void rejectsCustomizationOfReleaseApplicationsAndName() {
        for (UnaryOperator<ClusterConfiguration.Builder> older : List.<UnaryOperator<ClusterConfiguration.Builder>>of(
                configuration ->
                        configuration.releaseLabel("emr-5.36.0").instanceGroups(InstanceGroup.master("m5.xlarge")),
                configuration -> configuration
                        .property("ReleaseLabel", "emr-5.36.0")
                        .instanceGroups(InstanceGroup.master("m5.xlarge")))) {
            assertThat(refusedCustomization(older))
                    .isEqualTo(
                            "Stack/Notebooks: 'customize': ReleaseLabel must be emr-6.4.0 or later, got: 'emr-5.36.0', "
                                    + "whose idle timeout terminates a cluster while a Python kernel is running");
        }
        assertThat(refusedCustomization(configuration -> configuration.applications("Spark")))
                .isEqualTo("Stack/Notebooks: 'customize': Applications must have JupyterHub, got: [Spark]. Use an "
                        + "EmrLaunchFunction for a cluster without notebooks");
        assertThat(refusedCustomization(configuration -> configuration.configurationName("mine")))
                .isEqualTo("Stack/Notebooks: 'customize' names the configuration default/mine, but 'namespace' and "
                        + "'clusterName' name it default/lab. Leave its name out");
    }

    @Test
    void rejectsCustomizationWithoutIdleTimeout() {
        for (Object policy : List.of(Map.of(), NullNode.getInstance())) {
            assertThat(refusedCustomization(configuration -> configuration.property("AutoTerminationPolicy", policy)))
                    .isEqualTo(
                            "Stack/Notebooks: 'customize' removes the idle timeout, so the cluster could run, and incur "
                                    + "costs, until a user terminates it. Set 'idleTimeout' of the notebook cluster");
        }
        assertThat(refusedCustomization(configuration ->
                        configuration.property("AutoTerminationPolicy.IdleTimeout", NullNode.getInstance())))
                .contains("'customize' removes the idle timeout");
    }

    @Test
    void rejectsCustomizationOfSshAndBootstrapActions() {
        assertThat(refusedCustomization(configuration -> configuration.additionalMasterSecurityGroups(
                        SecurityGroup.fromSecurityGroupId(test.stack(), "Group", "sg-12345678"))))
                .startsWith("Stack/Notebooks: 'customize' replaces the additional security groups of the primary node");
        assertThat(refusedCustomization(configuration -> configuration.ec2KeyName("other")))
                .contains("'customize' sets the key pair 'other', but the tunnel uses '")
                .endsWith("Pass yours to 'keyPair' of the notebook cluster");
        assertThat(refusedCustomization(
                        configuration -> configuration.bootstrapActions(BootstrapAction.of("Own", "s3://code/own.sh"))))
                .startsWith("Stack/Notebooks: 'customize' replaces the bootstrap actions, including PythonLibraries");
    }

    @Test
    void rejectsPersistenceConfigurationOfInstancesAndSecrets() {
        EmrConfiguration mine = EmrConfiguration.of("jupyter-s3-conf", Map.of("s3.persistence.bucket", "mine"));

        assertThat(refused(builder -> builder.instanceGroups(InstanceGroup.builder(InstanceRole.MASTER)
                        .instanceType("m7g.xlarge")
                        .configurations(mine)
                        .build())))
                .isEqualTo(
                        "Stack/Notebooks: The instances' configurations: s3.persistence.bucket of jupyter-s3-conf must be "
                                + "<Stack/Bucket>, which 'notebooksBucket' sets, got: mine. Leave it out");
        assertThat(refusedCustomization(configuration ->
                        configuration.secretConfigurations(Map.of("jupyter-s3-conf", new Secret(test.stack(), "S")))))
                .contains("'secretConfigurations' must not have jupyter-s3-conf");
    }

    @Test
    @SuppressWarnings("NullAway") // A lambda in Kotlin, or in Java without NullAway, can return null.
    void rejectsCustomizationThatReturnsOtherBuilder() {
        assertThat(refusedCustomization(configuration -> null))
                .startsWith("Stack/Notebooks: 'customize' must return the builder that it gets, returned: null.");
        assertThat(refusedCustomization(
                        configuration -> ClusterConfiguration.Builder.create(test.stack(), "Configuration")))
                .contains("returned: another one.");
    }

    /** Valid changes, also of values that a notebook cluster guarantees. */
    @Test
    void acceptsValidCustomization() {
        NotebookCluster cluster = test.cluster()
                .pythonModules("pandas")
                .customize(configuration -> configuration
                        .releaseLabel("emr-7.11.0")
                        .applications("JupyterHub", "Trino")
                        .idleTimeout(Duration.minutes(20))
                        .additionalWorkersSecurityGroups(
                                SecurityGroup.fromSecurityGroupId(test.stack(), "Group", "sg-12345678"))
                        .property("Instances.UnhealthyNodeReplacement", true))
                .build();

        assertThat(cluster.getClusterConfiguration()
                        .getDefinition()
                        .clusterConfiguration()
                        .path("ReleaseLabel")
                        .asText())
                .isEqualTo("emr-7.11.0");
    }

    @Test
    void acceptsSecurityGroupAndKeyNameWithoutSsh() {
        assertThat(test.cluster()
                        .sshFrom()
                        .sessionManager(true)
                        .customize(configuration -> configuration
                                .ec2KeyName("mine")
                                .additionalMasterSecurityGroups(
                                        SecurityGroup.fromSecurityGroupId(test.stack(), "Group", "sg-12345678")))
                        .build()
                        .getClusterConfiguration())
                .isNotNull();
    }

    @Test
    void rejectsProfileThatJupyterHubCannotUse() {
        EmrProfile closed = EmrProfile.Builder.create(test.stack(), "Closed")
                .profileName("closed")
                .vpc(test.vpc())
                .build();
        EmrProfile kerberized = EmrProfile.Builder.create(test.stack(), "Kerberized")
                .profileName("kerberized")
                .vpc(test.vpc())
                .httpPutResponseHopLimit(2)
                .kerberosAuthentication(
                        KerberosAuthentication.clusterDedicatedKdc(new Secret(test.stack(), "Kerberos")))
                .build();

        assertThat(refused(builder -> builder.emrProfile(closed)))
                .isEqualTo(
                        "Stack/Notebooks: 'emrProfile' default/closed does not allow containers to read instance metadata, so "
                                + "JupyterHub would have no credentials for the notebooks in S3. Build it with httpPutResponseHopLimit(2)");
        assertThat(refused(builder -> builder.emrProfile(kerberized)))
                .isEqualTo(
                        "Stack/Notebooks: 'emrProfile' default/kerberized has Kerberos, with which JupyterHub on EMR can't authenticate "
                                + "users. Use a profile without Kerberos");
    }

    @Test
    void rejectsInvalidApplicationsReleaseAndClusterName() {
        assertThat(refused(builder -> builder.applications("Spark", "Livy")))
                .isEqualTo(
                        "Stack/Notebooks: 'applications' must have JupyterHub, got: [Spark, Livy]. Use an EmrLaunchFunction for a "
                                + "cluster without notebooks");
        assertThat(refused(builder -> builder.releaseLabel("emr-6.2.0")))
                .isEqualTo(
                        "Stack/Notebooks: 'releaseLabel' must be emr-6.4.0 or later, got: 'emr-6.2.0', whose idle timeout "
                                + "terminates a cluster while a Python kernel is running");
        assertThat(refused(builder -> builder.clusterName("it's")))
                .contains("Stack/Notebooks: 'clusterName' must match", "it's");
        assertThat(refused(builder -> builder.clusterName("a.b")))
                .isEqualTo(
                        "Stack/Notebooks: 'clusterName' of a notebook cluster must be letters, digits, _ and -, got: 'a.b'");
        assertThat(refused(builder -> builder.clusterName("x".repeat(70))))
                .contains("The state machine would be named 'pipeline_default_xxx", "AWS allows 80");
        assertThatThrownBy(() ->
                        NotebookCluster.Builder.create(test.stack(), "Bare").build())
                .hasMessage("Stack/Bare: 'clusterName' is required");
    }

    @Test
    void failedBuildLeavesNoConstruct() {
        assertThat(refused(builder -> builder.customize(configuration -> configuration.stepConcurrencyLevel(1000))))
                .isEqualTo("Stack/Notebooks: 'StepConcurrencyLevel' must be 1 to 256, got: 1000");

        assertThat(test.stack().getNode().tryFindChild("Notebooks")).isNull();
        assertThat(test.test().statements("ProfileInstanceRole"))
                .noneMatch(statement -> statement.contains("secretsmanager"));
        assertThat(test.cluster().build().getLaunchFunction()).isNotNull();
    }

    @Test
    void requiresMutableInstanceRole(@TempDir Path folder) {
        DefinitionName name = DefinitionName.of("sse-s3-profile");
        ObjectNode document = new DefinitionDirectory(
                        Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"))
                .get(DefinitionType.EMR_PROFILE, name)
                .toJson();
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(
                        DefinitionType.EMR_PROFILE,
                        name,
                        Json.write(document.put("MutableInstanceRole", false)),
                        "test"));
        Stack env = TestStack.inRegion("eu-west-1", Map.of()).stack();
        IEmrProfile profile = EmrProfile.fromStoredProfile(TestStack.loadingFrom(folder, env), "Profile", name.name());

        assertThatThrownBy(() -> NotebookCluster.Builder.create(env, "Notebooks")
                        .clusterName("lab")
                        .emrProfile(profile)
                        .notebooksBucket(Bucket.fromBucketName(env, "Bucket", "notebooks"))
                        .releaseLabel("emr-7.12.0")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Stack/Notebooks: 'emrProfile' default/sse-s3-profile was stored with MutableInstanceRole false, so this app "
                                + "can't allow its instance role to read passwords and notebooks. Build it with mutableInstanceRole(true)");
    }

    /** No override can revert what the builder requires. */
    @Test
    void rejectsUnsafeOverridesAndTags() {
        assertThat(refused(builder -> builder.allowedOverrides(
                        Map.of("Release", OverrideRule.of("ReleaseLabel").withPattern("emr-[67]\\.\\d+\\.\\d+")))))
                .startsWith("Stack/Notebooks: 'allowedOverrides': override 'Release' must list the releases");
        assertThat(refused(builder -> builder.allowedOverrides(Map.of(
                        "Release", OverrideRule.of("ReleaseLabel").withAllowedValues("emr-7.12.0", "emr-6.3.0")))))
                .contains("override 'Release' must be emr-6.4.0 or later, got: 'emr-6.3.0'");
        assertThat(refused(
                        builder -> builder.allowedOverrides(Map.of("Idle", OverrideRule.of("AutoTerminationPolicy")))))
                .contains("override 'Idle' could remove the idle timeout");
        assertThat(refused(builder -> builder.allowedOverrides(Map.of("Called", OverrideRule.of("Name")))))
                .contains("override 'Called' lets an execution choose the cluster's name");
        assertThat(refused(
                        builder -> builder.allowedOverrides(Map.of("Script", OverrideRule.of("BootstrapActions.0")))))
                .contains("Override 'Script'");
        assertThat(refused(builder -> builder.overridableTags("emr-launch:function")))
                .contains("'overridableTags': Tag 'emr-launch:function'");
    }

    @Test
    void errorForUnknownUserListsUsers() {
        NotebookCluster cluster = test.cluster().build();

        assertThatThrownBy(() -> cluster.getPasswordSecret("nobody"))
                .hasMessage("There is no user 'nobody'. Users: jovyan, philipp, admin");
    }
}
