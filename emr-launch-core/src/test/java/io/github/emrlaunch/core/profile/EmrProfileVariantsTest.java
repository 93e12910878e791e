package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.GoldenFile;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.iam.InstanceProfile;

/**
 * The stored document, the security configuration and the permissions of each variant. Run with {@code -Dgolden=write}
 * to overwrite the expected documents, and review the difference.
 */
class EmrProfileVariantsTest {
    private static final DefinitionDirectory STORED_BY_PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));

    static List<Variant> knownToThePythonLibrary() {
        return Variant.knownToThePythonLibrary();
    }

    @ParameterizedTest
    @MethodSource("knownToThePythonLibrary")
    void storesSameDocumentAsPythonLibrary(Variant variant) {
        EmrProfileDefinition python = storedByPython(variant);
        TestStack test = TestStack.create();
        Stack stack = test.stack();
        EmrProfile.Builder builder = EmrProfile.Builder.create(stack, "Profile")
                .profileName(python.profileName())
                .namespace(python.namespace())
                .vpc(Vpc.fromVpcAttributes(
                        stack,
                        "Vpc",
                        VpcAttributes.builder()
                                .vpcId(python.vpc())
                                .availabilityZones(List.of("eu-west-1a"))
                                .build()))
                .logsBucket(Variant.bucket(stack, Objects.requireNonNull(python.logsBucket())))
                .logsPath(Objects.requireNonNull(python.logsPath()))
                .artifactsBucket(Variant.artifacts(stack))
                .securityGroups(
                        SecurityGroup.fromSecurityGroupId(
                                stack, "Master", python.securityGroups().masterGroup()),
                        SecurityGroup.fromSecurityGroupId(
                                stack, "Workers", python.securityGroups().workersGroup()),
                        SecurityGroup.fromSecurityGroupId(
                                stack, "Service", python.securityGroups().serviceGroup()))
                .serviceRole(Variant.imported(stack, name(python.roles().serviceRole())))
                .instanceRole(Variant.imported(stack, name(python.roles().instanceRole())))
                .instanceProfile(InstanceProfile.fromInstanceProfileArn(
                        stack, "InstanceProfile", python.roles().instanceProfile()))
                .autoScalingRole(Variant.imported(stack, name(python.roles().autoScalingRole())));
        variant.apply(stack, builder);

        builder.build();

        ObjectNode stored = test.parameter(DefinitionType.EMR_PROFILE.path(python.definitionName()));
        assertThat(stored.remove("InstanceMetadataServiceConfiguration")).isNotNull();
        assertThat(stored.put("SecurityConfiguration", python.securityConfiguration()))
                .isEqualTo(python.toJson());
    }

    private static EmrProfileDefinition storedByPython(Variant variant) {
        List<DefinitionName> names = STORED_BY_PYTHON.listNamespaces(DefinitionType.EMR_PROFILE).stream()
                .flatMap(namespace -> STORED_BY_PYTHON.list(DefinitionType.EMR_PROFILE, namespace).stream())
                .filter(name -> name.name().equals(variant.documentName())
                        || name.name().equals(variant.documentName() + "-profile"))
                .toList();
        assertThat(names).hasSize(1);
        return STORED_BY_PYTHON.get(DefinitionType.EMR_PROFILE, names.get(0));
    }

    private static String name(@Nullable String arn) {
        return Objects.requireNonNull(arn).substring(arn.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @EnumSource
    void loadsSameDocumentAsStored(Variant variant, @TempDir Path definitions) throws IOException {
        TestStack test = TestStack.create();
        EmrProfile profile = build(test, variant);
        ObjectNode stored = test.parameter(
                DefinitionType.EMR_PROFILE.path(profile.getDefinition().definitionName()));
        Path file = definitions.resolve("emr_profiles/default/%s.json".formatted(variant.documentName()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(stored));
        TestStack loading = TestStack.withContext(Map.of("emr-launch:definitions-directory", definitions.toString()));

        IEmrProfile loaded = EmrProfile.fromStoredProfile(loading.stack(), "Profile", variant.documentName());

        assertThat(loaded.getDefinition().toJson()).isEqualTo(stored);
        assertThat(loaded.getDefinition().otherMembers()).isEmpty();
        assertThat(profile.getDefinition().toJson().fieldNames())
                .toIterable()
                .containsExactlyElementsOf(stored::fieldNames);
    }

    /** The file of each variant contains the differences from the plain profile, whose own file is complete. */
    @ParameterizedTest
    @EnumSource
    void matchesExpectedSecurityConfigurationAndPermissions(Variant variant) {
        TestStack test = TestStack.create();
        build(test, variant);
        TestStack plain = TestStack.create();
        if (variant != Variant.SSE_S3) {
            build(plain, Variant.SSE_S3);
        }

        ObjectNode actual = Json.object();
        actual.set(
                "SecurityConfiguration",
                TestStack.readable(test.properties("AWS::EMR::SecurityConfiguration")
                        .get(0)
                        .path("SecurityConfiguration")));
        actual.set("Allowed", without(allowed(plain), allowed(test)));
        actual.set("Trusted", without(trusted(plain), trusted(test)));
        ObjectNode notAllowed = without(allowed(test), allowed(plain));
        if (!notAllowed.isEmpty()) {
            actual.set("NotAllowed", notAllowed);
        }
        assertThat(without(trusted(test), trusted(plain))).isEmpty();

        GoldenFile.of("profiles/" + variant.documentName() + ".json").assertEqual(actual);
    }

    /** Returns the statements of each role that the same role does not have in the other document. */
    private static ObjectNode without(ObjectNode other, ObjectNode statements) {
        ObjectNode more = Json.object();
        statements.properties().forEach(role -> {
            List<JsonNode> others = other.path(role.getKey()).valueStream().toList();
            role.getValue()
                    .valueStream()
                    .filter(statement -> !others.contains(statement))
                    .forEach(statement -> more.withArray("/" + role.getKey()).add(statement));
        });
        return more;
    }

    private static EmrProfile build(TestStack test, Variant variant) {
        EmrProfile.Builder builder = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName(variant.documentName())
                .vpc(test.vpc())
                .logsBucket(Variant.bucket(test.stack(), "logs"))
                .logsPath("elasticmapreduce")
                .artifactsBucket(Variant.artifacts(test.stack()));
        variant.apply(test.stack(), builder);
        return builder.build();
    }

    /** Returns the statements of all policies by role. */
    private static ObjectNode allowed(TestStack test) {
        ObjectNode allowed = Json.object();
        test.resources().properties().forEach(resource -> {
            JsonNode properties = resource.getValue().path("Properties");
            switch (resource.getValue().path("Type").asText()) {
                case "AWS::IAM::Role" ->
                    properties
                            .path("Policies")
                            .forEach(policy -> add(allowed, TestStack.name(resource.getKey()), policy));
                case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy" ->
                    properties
                            .path("Roles")
                            .forEach(role -> add(allowed, TestStack.text(role).replaceAll("[<>]", ""), properties));
                default -> {}
            }
        });
        return allowed;
    }

    private static void add(ObjectNode allowed, String role, JsonNode policy) {
        policy.at("/PolicyDocument/Statement")
                .forEach(statement -> allowed.withArray("/" + role).add(TestStack.readable(statement)));
    }

    private static ObjectNode trusted(TestStack test) {
        ObjectNode trusted = Json.object();
        test.resources().properties().forEach(resource -> {
            JsonNode document = resource.getValue().at("/Properties/AssumeRolePolicyDocument/Statement");
            if (!document.isMissingNode()) {
                trusted.set(TestStack.name(resource.getKey()), TestStack.readable(document));
            }
        });
        return trusted;
    }
}
