package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;

/** Roles may list only the keys that they may read or write. */
class BucketAccessTest {
    private final TestStack test = TestStack.create();
    private final IBucket bucket = Bucket.fromBucketName(test.stack(), "Data", "data");
    private final EmrProfile profile = test.profile();

    private Stream<JsonNode> statements(String type) {
        return test.properties(type).stream()
                .flatMap(policy -> StreamSupport.stream(
                        policy.at("/PolicyDocument/Statement").spliterator(), false));
    }

    private List<JsonNode> listings() {
        return statements("AWS::IAM::Policy")
                .filter(statement -> statement.path("Action").toString().contains("\"s3:ListBucket\""))
                .toList();
    }

    private static ObjectNode like(String prefixes) {
        ObjectNode condition = Json.object();
        Stream.of(prefixes.split(" ")).forEach(condition.withArray("/StringLike/s3:prefix")::add);
        return condition;
    }

    private static JsonNode prefixes(JsonNode statement) {
        JsonNode prefixes = statement.at("/Condition/StringLike/s3:prefix");
        return prefixes.isTextual() ? Json.object().arrayNode().add(prefixes) : prefixes;
    }

    @ParameterizedTest
    @CsvSource({
        "in/*, in in/*",
        "team/in/*, team/in team/in/*",
        "in/a.csv, in/a.csv in/a.csv/*",
        "in/*.csv, in in/*",
        "in/2026-*, in/2026-*",
        "in/200?/*, in/200*",
        "raw-*, raw-*",
        "in/${aws:userid}/*, in in/*"
    })
    void limitsListingToPrefixesOfPattern(String pattern, String prefixes) {
        profile.authorizeInputBucket(bucket, pattern).authorizeOutputBucket(bucket, pattern);

        assertThat(listings()).isNotEmpty().allSatisfy(listing -> {
            assertThat(listing.path("Action").asText()).isEqualTo("s3:ListBucket");
            assertThat(prefixes(listing)).isEqualTo(like(prefixes).at("/StringLike/s3:prefix"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*/in/*", "?n/*", "*.csv", "${aws:userid}/*"})
    void allowsListingOfWholeBucketForPatternWithoutPrefix(String pattern) {
        profile.authorizeInputBucket(bucket, pattern);

        assertThat(listings()).singleElement().satisfies(listing -> assertThat(listing.has("Condition"))
                .isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | must not be empty. Write in/* for the folder in, or * for all objects of the bucket",
                "/in/* | must not begin with a slash: keys of objects begin with the name of a folder or file, got: '/in/*'. Write in/*",
                "//in/ | must not begin with a slash: keys of objects begin with the name of a folder or file, got: '//in/'. Write in/*",
                "/ | must not begin with a slash: keys of objects begin with the name of a folder or file, got: '/'. Write *",
                "in/ | must not end with a slash: it would match no object in the folder, got: 'in/'. Write in/*"
            })
    void rejectsEmptyPatternAndSlashAtStartOrEnd(String pattern, String reason) {
        ServerlessJobRole jobRole =
                ServerlessJobRole.Builder.create(test.stack(), "JobRole").build();

        List<ThrowingCallable> grants = List.of(
                () -> profile.authorizeInputBucket(bucket, pattern),
                () -> profile.authorizeOutputBucket(bucket, pattern),
                () -> jobRole.grantRead(bucket, pattern),
                () -> jobRole.grantReadWrite(bucket, pattern));

        assertThat(grants).allSatisfy(grant -> assertThatIllegalArgumentException()
                .isThrownBy(grant)
                .withMessage("'objectsKeyPattern' " + reason));
        assertThat(listings()).isEmpty();
    }

    @Test
    void allowsBucketLocationAndUploadListingWithoutCondition() {
        profile.authorizeOutputBucket(bucket, "out/*");

        assertThat(statements("AWS::IAM::Policy")
                        .filter(statement -> statement.path("Action").toString().contains("s3:GetBucketLocation")))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(statement.path("Action").toString())
                            .isEqualTo("[\"s3:GetBucketLocation\",\"s3:ListBucketMultipartUploads\"]");
                    assertThat(statement.has("Condition")).isFalse();
                });
    }

    @Test
    void allowsOnlyBucketsOfEmrByDefault() {
        List<String> resources = test.properties("AWS::IAM::Role").stream()
                .flatMap(role -> role.findValues("Resource").stream())
                .flatMap(resource ->
                        resource.isArray() ? StreamSupport.stream(resource.spliterator(), false) : Stream.of(resource))
                .map(TestStack::text)
                .filter(resource -> resource.contains(":s3:::"))
                .toList();

        assertThat(resources).isNotEmpty().allSatisfy(resource -> assertThat(resource)
                .matches("arn:<AWS::Partition>:s3:::(<AWS::Region>\\.)?elasticmapreduce(\\.samples)?(/\\*)?"));
    }

    @Test
    void limitsListingOfBucketImportedByArn() {
        profile.authorizeInputBucket(
                Bucket.fromBucketAttributes(
                        test.stack(),
                        "Other",
                        BucketAttributes.builder()
                                .bucketArn("arn:aws:s3:::other")
                                .build()),
                "in/*");

        assertThat(listings()).singleElement().satisfies(listing -> assertThat(listing.has("Condition"))
                .isTrue());
    }
}
