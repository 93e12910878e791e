package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.HierarchyTypeMismatchException;
import software.amazon.awssdk.services.ssm.model.InvalidAllowedPatternException;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMaxVersionLimitExceededException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionLabelLimitExceededException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.ResourceTypeForTagging;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.Tag;

/** Versions, labels and tags of parameters, and the rules of updates. */
class ParameterVersionsTest {
    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SdkClients.ssm(aws);

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    private void put(String name, String value) {
        put(name, request -> request.value(value));
    }

    private void put(String name, Consumer<PutParameterRequest.Builder> change) {
        ssm.putParameter(request -> {
            request.name(name).value("v").type(ParameterType.STRING).overwrite(true);
            change.accept(request);
        });
    }

    private Parameter get(String name) {
        return ssm.getParameter(request -> request.name(name)).parameter();
    }

    /** API reference, GetParameter; hashicorp/terraform-provider-aws#47577: an ARN works, too, and the response has a selector. */
    @Test
    void versionIsReadByItsNumber() {
        put("/team/one", "first");
        put("/team/one", "second");

        assertThat(get("/team/one:1").value()).isEqualTo("first");
        assertThat(get("/team/one:1").name()).isEqualTo("/team/one");
        assertThat(get("/team/one:1").selector()).isEqualTo(":1");
        assertThat(get("/team/one").selector()).isNull();
        assertThat(get("arn:aws:ssm:us-east-1:123456789012:parameter/team/one:1")
                        .value())
                .isEqualTo("first");
        GetParametersResponse several = ssm.getParameters(request -> request.names("/team/one:2", "/team/one:9", "/a"));
        assertThat(several.parameters()).extracting(Parameter::value).containsExactly("second");
        assertThat(several.invalidParameters()).containsExactlyInAnyOrder("/team/one:9", "/a");
    }

    /** getmoto/moto#3977 has the response of AWS. The same code for a missing label is believed. */
    @Test
    void missingVersionThrowsParameterVersionNotFound() {
        put("one", "first");

        assertThatThrownBy(() -> get("one:9"))
                .isInstanceOf(ParameterVersionNotFoundException.class)
                .hasMessageContaining(
                        "Systems Manager could not find version 9 of one. Verify the version and try again.");
        assertThatThrownBy(() -> get("one:production")).isInstanceOf(ParameterVersionNotFoundException.class);
        assertThatThrownBy(() -> get("two:1")).isInstanceOf(ParameterNotFoundException.class);
    }

    /** API reference, LabelParameterVersion. */
    @Test
    void labelMovesFromVersionToVersion() {
        put("one", "first");
        put("one", "second");

        LabelParameterVersionResponse labelled = ssm.labelParameterVersion(request ->
                request.name("one").parameterVersion(1L).labels("production", "1st", "aws-one", "SSM", "a b"));
        assertThat(labelled.invalidLabels()).containsExactly("1st", "aws-one", "SSM", "a b");
        assertThat(get("one:production").value()).isEqualTo("first");

        assertThat(ssm.labelParameterVersion(request -> request.name("one").labels("production"))
                        .parameterVersion())
                .isEqualTo(2);
        assertThat(get("one:production").value()).isEqualTo("second");
        assertThat(ssm.unlabelParameterVersion(request ->
                                request.name("one").parameterVersion(2L).labels("production", "other"))
                        .removedLabels())
                .containsExactly("production");
        assertThatThrownBy(() -> get("one:production")).isInstanceOf(ParameterVersionNotFoundException.class);
        assertThatThrownBy(() -> ssm.labelParameterVersion(
                        request -> request.name("one").parameterVersion(3L).labels("a")))
                .isInstanceOf(ParameterVersionNotFoundException.class);
    }

    /** The same page: a version of a parameter can have a maximum of 10 labels. */
    @Test
    void versionHasAtMostTenLabels() {
        put("one", "first");
        ssm.labelParameterVersion(request -> request.name("one")
                .labels(IntStream.range(0, 10).mapToObj(i -> "label" + i).toList()));

        assertThatThrownBy(() ->
                        ssm.labelParameterVersion(request -> request.name("one").labels("more")))
                .isInstanceOf(ParameterVersionLabelLimitExceededException.class);
    }

    /** API reference, GetParameterHistory. */
    @Test
    void historyHasEveryVersion() {
        put("one", request -> request.value("first").description("what it is"));
        put("one", "second");
        ssm.labelParameterVersion(request -> request.name("one").labels("production"));

        List<ParameterHistory> history =
                ssm.getParameterHistoryPaginator(request -> request.name("one").maxResults(1)).stream()
                        .flatMap(page -> page.parameters().stream())
                        .toList();

        assertThat(history).extracting(ParameterHistory::value).containsExactly("first", "second");
        assertThat(history).extracting(ParameterHistory::description).containsExactly("what it is", "what it is");
        assertThat(history.get(0).labels()).isEmpty();
        assertThat(history.get(1).labels()).containsExactly("production");
        assertThat(history.get(0).lastModifiedUser()).isEqualTo("arn:aws:iam::123456789012:root");
        assertThatThrownBy(() -> ssm.getParameterHistory(request -> request.name("two")))
                .isInstanceOf(ParameterNotFoundException.class);
    }

    /** API reference, error ParameterMaxVersionLimitExceeded. */
    @Test
    void keepsHundredVersionsAndRejectsNewOneIfOldestHasLabel() {
        IntStream.rangeClosed(1, 101).forEach(i -> put("one", "v" + i));
        assertThatThrownBy(() -> get("one:1")).isInstanceOf(ParameterVersionNotFoundException.class);

        ssm.labelParameterVersion(
                request -> request.name("one").parameterVersion(2L).labels("kept"));
        assertThatThrownBy(() -> put("one", "more"))
                .isInstanceOf(ParameterMaxVersionLimitExceededException.class)
                .hasMessageContaining("Version 2, the oldest version, can't be deleted");
    }

    /** API reference, PutParameter: error HierarchyTypeMismatchException. An update does not need a type. */
    @Test
    void rejectsChangeOfParameterType() {
        put("one", "first");

        assertThatThrownBy(() -> put("one", request -> request.type(ParameterType.SECURE_STRING)))
                .isInstanceOf(HierarchyTypeMismatchException.class);
        put("one", request -> request.type((String) null).value("second"));
        assertThat(get("one").type()).isEqualTo(ParameterType.STRING);
        assertThatThrownBy(() -> put("new", request -> request.type((String) null)))
                .hasMessageContaining("A parameter type is required when you create a parameter.");
    }

    /** API reference, PutParameter, AllowedPattern. That it must match the whole value is believed. */
    @Test
    void rejectsValuesThatDoNotMatchAllowedPattern() {
        put("number", request -> request.value("12").allowedPattern("\\d+"));

        assertThatThrownBy(() -> put("number", "12a"))
                .isInstanceOf(ParameterPatternMismatchException.class)
                .hasMessageContaining("cannot be validated against allowedPattern: \\d+");
        assertThatThrownBy(() -> put("other", request -> request.allowedPattern("[a")))
                .isInstanceOf(InvalidAllowedPatternException.class);
        assertThat(get("number").version()).isEqualTo(1);
    }

    /** go-to-k/cdk-real-drift#408 has the response of AWS; API reference, PutParameter, Tier. */
    @Test
    void rejectsDowngradeFromAdvancedTier() {
        put("one", request -> request.tier(ParameterTier.ADVANCED));

        assertThatThrownBy(() -> put("one", request -> request.tier(ParameterTier.STANDARD)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining(
                        "You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.");
        assertThat(ssm.putParameter(request -> request.name("one")
                                .value("small")
                                .tier(ParameterTier.INTELLIGENT_TIERING)
                                .overwrite(true))
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
    }

    /** API reference, PutParameter, DataType; moto has the message. */
    @Test
    void rejectsInvalidDataTypesAndImageIds() {
        put("image", request -> request.value("ami-12345678").dataType("aws:ec2:image"));

        assertThat(get("image").dataType()).isEqualTo("aws:ec2:image");
        assertThatThrownBy(() -> put("image", request -> request.value("none")))
                .hasMessageContaining("a String with the ID of an AMI");
        assertThatThrownBy(() -> put("other", request -> request.dataType("Text")))
                .hasMessageContaining(
                        "The following data type is not supported: Text (Data type names are all lowercase.)");
    }

    /** Unsupported settings are rejected. */
    @Test
    void policiesAreNotSupported() {
        put("one", request -> request.policies("[]"));

        assertThatThrownBy(() -> put("one", request -> request.policies("[{\"Type\": \"Expiration\"}]")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("The local emulator does not support policies of parameters.");
    }

    /** API reference, AddTagsToResource; aws:ResourceTag in the service authorization reference of Systems Manager. */
    @Test
    void tagsDecideWhoMayRead() throws Exception {
        ssm.putParameter(request -> request.name("/one")
                .value("v")
                .type(ParameterType.STRING)
                .tags(Tag.builder().key("team").value("etl").build()));
        put("/two", "v");
        Wire.Keys keys = Sessions.keys(aws, "reader", """
                {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:ResourceTag/team": "etl"}}}""");

        assertThat(get(keys, "/one").status()).isEqualTo(200);
        assertThat(get(keys, "/two").errorType()).isEqualTo("AccessDeniedException");
        ssm.addTagsToResource(request -> request.resourceType(ResourceTypeForTagging.PARAMETER)
                .resourceId("/two")
                .tags(Tag.builder().key("team").value("etl").build()));
        assertThat(get(keys, "/two").status()).isEqualTo(200);
        ssm.removeTagsFromResource(request -> request.resourceType(ResourceTypeForTagging.PARAMETER)
                .resourceId("/one")
                .tagKeys("team"));
        assertThat(get(keys, "/one").errorType()).isEqualTo("AccessDeniedException");
        assertThat(tags("/one")).isEmpty();
        assertThat(tags("/two")).containsExactly(Map.entry("team", "etl"));
        assertThatThrownBy(() -> tags("/three")).hasMessageContaining("Invalid Resource Id");
    }

    private Map<String, String> tags(String name) {
        return ssm
                .listTagsForResource(request ->
                        request.resourceType(ResourceTypeForTagging.PARAMETER).resourceId(name))
                .tagList()
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private Wire.Answer get(Wire.Keys keys, String name) throws Exception {
        return Wire.call(aws, keys, "AmazonSSM.GetParameter", "{\"Name\": \"" + name + "\"}");
    }
}
