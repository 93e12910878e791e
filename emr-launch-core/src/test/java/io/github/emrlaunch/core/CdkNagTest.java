package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.EmrRoles;
import io.github.emrlaunch.core.profile.EmrSecurityGroups;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.profile.Variant;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.iam.InstanceProfile;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.TopicAttributes;

/** Runs cdk-nag's AwsSolutions pack over every variant of every construct. */
class CdkNagTest {
    private static final String STORED_ROLE = "arn:aws:iam::123456789012:role/default_loaded-";

    private final TestStack test = TestStack.create();
    private @Nullable EmrProfile first;

    private EmrProfile profile(Variant variant) {
        EmrProfile.Builder builder = EmrProfile.Builder.create(test.stack(), variant.name())
                .profileName(variant.documentName())
                .vpc(test.importedVpc())
                .logsBucket(Variant.bucket(test.stack(), "logs"))
                .artifactsBucket(Variant.artifacts(test.stack()));
        // A stack may have 500 resources, so all profiles share the groups of the first.
        if (first != null) {
            builder.securityGroups(first.getMasterGroup(), first.getWorkersGroup());
        }
        variant.apply(test.stack(), builder);
        EmrProfile profile = builder.build();
        profile.authorizeInputBucket(Variant.bucket(test.stack(), "input"), "in/*")
                .authorizeOutputBucket(Variant.bucket(test.stack(), "output"));
        first = first == null ? profile : first;
        return profile;
    }

    private Annotations nag() {
        Aspects.of(test.stack())
                .add(AwsSolutionsChecks.Builder.create().verbose(true).build());
        return Annotations.fromStack(test.stack());
    }

    @Test
    void reportsNoFindingsForProfileVariantsAndLaunchFunction() {
        List<EmrProfile> profiles = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            profiles.add(profile(variant));
        }
        ClusterConfiguration configuration = test.configuration()
                .bootstrapActions(BootstrapAction.of(
                        "install",
                        EmrCode.fromPath("src/test/resources/code", Variant.artifacts(test.stack()), "etl/code"),
                        "install.sh"))
                .build();
        EmrLaunchFunction.Builder.create(test.stack(), "LaunchFunction")
                .launchFunctionName("nightly")
                .emrProfile(profiles.get(0))
                .clusterConfiguration(configuration)
                .notifications(Notifications.ofFailure(Topic.fromTopicAttributes(
                                test.stack(),
                                "Topic",
                                TopicAttributes.builder()
                                        .topicArn("arn:aws:sns:us-east-1:123456789012:failed")
                                        .keyArn("arn:aws:kms:us-east-1:123456789012:key/1")
                                        .build()))
                        .withEventBus(EventBus.fromEventBusName(test.stack(), "Bus", "default")))
                .build();

        ControlPlane.Builder.create(test.stack(), "ControlPlane").build();

        Annotations annotations = nag();

        annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
        annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNagValidationFailure.*"));
    }

    /** Covers all permissions that can be added later, to a profile of this app and to a loaded one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reportsNoFindingsForPermissionsOfAuthorizeMethods(boolean isLoaded, @TempDir Path folder) throws IOException {
        IEmrProfile profile = isLoaded ? loaded(folder) : profile(Variant.RUNTIME_ROLES);
        Stack stack = test.stack();
        IBucket withAlias = Bucket.fromBucketAttributes(
                stack,
                "WithAlias",
                BucketAttributes.builder()
                        .bucketName("with-alias")
                        .encryptionKey(Alias.fromAliasName(stack, "Alias", "alias/data"))
                        .build());

        profile.authorizeInputBucket(Variant.bucket(stack, "all"))
                .authorizeInputBucket(Variant.bucket(stack, "input"), "in/*")
                .authorizeOutputBucket(Variant.bucket(stack, "output"))
                .authorizeOutputBucket(withAlias, "out/*")
                .authorizeInputKey(Alias.fromAliasName(stack, "InputAlias", "alias/input"))
                .authorizeOutputKey(Key.fromKeyArn(stack, "OutputKey", "arn:aws:kms:eu-west-1:123456789012:key/1"))
                .authorizeS3AccessGrants()
                .authorizeSecret(Secret.fromSecretNameV2(stack, "Secret", "password"))
                .authorizeRuntimeRole(Role.fromRoleArn(stack, "LaterRole", "arn:aws:iam::123456789012:role/later"));

        assertThat(test.properties("AWS::IAM::Policy")).isNotEmpty();
        Annotations annotations = nag();
        annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
        annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNagValidationFailure.*"));
    }

    private IEmrProfile loaded(Path folder) throws IOException {
        TestStack defining = TestStack.create();
        EmrProfile.Builder builder = EmrProfile.Builder.create(defining.stack(), "Profile")
                .profileName("loaded")
                .vpc(defining.importedVpc())
                .serviceRole(Role.fromRoleArn(defining.stack(), "Service", STORED_ROLE + "ServiceRole"))
                .instanceRole(Role.fromRoleArn(defining.stack(), "Instance", STORED_ROLE + "InstanceRole"))
                .instanceProfile(InstanceProfile.fromInstanceProfileArn(
                        defining.stack(),
                        "InstanceProfile",
                        STORED_ROLE.replace("role", "instance-profile") + "InstanceRole"))
                .autoScalingRole(Role.fromRoleArn(defining.stack(), "AutoScaling", STORED_ROLE + "AutoScalingRole"));
        Variant.RUNTIME_ROLES.apply(defining.stack(), builder);
        DefinitionName name = builder.build().getDefinition().definitionName();
        Path file =
                Files.createDirectories(folder.resolve("emr_profiles/default")).resolve("loaded.json");
        Files.writeString(file, Json.write(defining.parameter(DefinitionType.EMR_PROFILE.path(name))));
        return EmrProfile.fromStoredProfile(test.loadingFrom(folder), "Loaded", "loaded");
    }

    @Test
    void reportsNoFindingsForSeparateRolesAndSecurityGroups() {
        EmrRoles.Builder.create(test.stack(), "Roles").namePrefix("shared").build();
        EmrSecurityGroups.Builder.create(test.stack(), "Groups")
                .vpc(test.importedVpc())
                .build();

        Annotations annotations = nag();

        annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
        annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNagValidationFailure.*"));
    }

    @Test
    void reportsNoFindingsForPipelines() {
        EmrProfile profile = profile(Variant.SSE_S3);
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(test.stack(), "LaunchFunction")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(test.configuration().build())
                .build();
        EmrCode code = EmrCode.fromPath("src/test/resources/code", Variant.artifacts(test.stack()), "etl/code");
        Phase phase = Phase.of("Work", EmrStep.shellScript("Install", code, "install.sh"));
        TransientClusterPipeline.Builder.create(test.stack(), "Transient")
                .pipelineName("transient")
                .launchFunction(launch)
                .phases(phase)
                .build();
        PersistentClusterPipeline.Builder.create(test.stack(), "Persistent")
                .pipelineName("persistent")
                .launchFunction(launch)
                .phases(phase)
                .build();
        PersistentClusterPipeline.Builder.create(test.stack(), "AnyOfName")
                .pipelineName("any-of-name")
                .anyClusterNamed("shared")
                .emrProfile(profile)
                .phases(phase)
                .build();

        Annotations annotations = nag();

        annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
        annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNagValidationFailure.*"));
    }

    @Test
    void suppressionReasonsHaveMoreThan20Characters() {
        profile(Variant.SSE_S3);

        List<String> reasons = test.resources().findValues("rules_to_suppress").stream()
                .flatMap(rules -> rules.findValuesAsText("reason").stream())
                .toList();

        assertThat(reasons).hasSizeGreaterThan(3).allSatisfy(reason -> assertThat(reason)
                .hasSizeGreaterThan(20));
    }

    @Test
    void reportsWildcardPolicyAddedByUser() {
        EmrProfile profile = profile(Variant.SSE_S3);
        profile.getInstanceRole()
                .addToPrincipalPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("dynamodb:*"))
                        .resources(List.of("*"))
                        .build());

        Annotations annotations = nag();

        assertThatThrownBy(() -> annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-IAM5.*")))
                .hasMessageContaining("AwsSolutions-IAM5[Resource::*]")
                .hasMessageContaining("AwsSolutions-IAM5[Action::dynamodb:*]");
    }
}
