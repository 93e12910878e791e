package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.SsmException;

class SsmServiceTest {
    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SdkClients.ssm(aws);

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    @Test
    void returnsTheStoredValue() {
        PutParameterResponse put = put("/team/one", "value");

        Parameter parameter =
                ssm.getParameter(request -> request.name("/team/one")).parameter();

        assertThat(put.version()).isEqualTo(1);
        assertThat(put.tier()).isEqualTo(ParameterTier.STANDARD);
        assertThat(parameter.value()).isEqualTo("value");
        assertThat(parameter.type()).isEqualTo(ParameterType.STRING);
        assertThat(parameter.arn()).isEqualTo("arn:aws:ssm:us-east-1:123456789012:parameter/team/one");
        assertThat(parameter.lastModifiedDate()).isEqualTo(aws.clock().now());
        assertThat(ssm.getParameter(request -> request.name(parameter.arn())).parameter())
                .isEqualTo(parameter);
    }

    @Test
    void overwritesOnlyWhenAskedTo() {
        put("/team/one", "first");

        assertThatThrownBy(() -> put("/team/one", "second")).isInstanceOf(ParameterAlreadyExistsException.class);
        assertThat(ssm.putParameter(request ->
                                request.name("/team/one").value("second").overwrite(true))
                        .version())
                .isEqualTo(2);
    }

    @Test
    void missingParameterIsNotFound() {
        assertThatThrownBy(() -> ssm.getParameter(request -> request.name("/nowhere")))
                .isInstanceOf(ParameterNotFoundException.class)
                .hasMessageContaining("/nowhere");
        assertThatThrownBy(() -> ssm.deleteParameter(request -> request.name("/nowhere")))
                .isInstanceOf(ParameterNotFoundException.class);
        assertThat(ssm.getParameters(request -> request.names("/nowhere")).invalidParameters())
                .containsExactly("/nowhere");
    }

    @Test
    void deletedParameterIsGone() {
        put("/team/one", "value");
        ssm.deleteParameter(request -> request.name("/team/one"));

        assertThatThrownBy(() -> ssm.getParameter(request -> request.name("/team/one")))
                .isInstanceOf(ParameterNotFoundException.class);
    }

    @Test
    void pathIsReadInPagesOfTen() {
        IntStream.range(0, 23).forEach(i -> put("/teams/etl/%02d".formatted(i), "v"));
        put("/teams/etl/below/it", "v");
        put("/teams/etlx", "v");

        GetParametersByPathResponse first = ssm.getParametersByPath(request -> request.path("/teams/etl"));
        List<String> names = names("/teams/etl/", false);

        assertThat(first.parameters()).hasSize(10);
        assertThat(first.nextToken()).isNotNull();
        assertThat(names).hasSize(23).startsWith("/teams/etl/00").endsWith("/teams/etl/22");
        assertThat(names("/teams/etl", true)).hasSize(24);
    }

    private List<String> names(String path, boolean recursive) {
        return ssm.getParametersByPathPaginator(request -> request.path(path).recursive(recursive)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(Parameter::name)
                .toList();
    }

    @Test
    void pageSizeIsAtMostTen() {
        assertThatThrownBy(() -> ssm.getParametersByPath(
                        request -> request.path("/teams").maxResults(11)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining(
                        "'maxResults' failed to satisfy constraint: Member must have value less than or equal"
                                + " to 10");
        assertThatThrownBy(() -> ssm.getParametersByPath(
                        request -> request.path("/teams").nextToken("forged")))
                .hasMessageContaining("token isn't valid");
    }

    @Test
    void choosesTierByValueSizeAndRejectsTooLongValues() {
        assertThat(put("/small", "x".repeat(4096), ParameterTier.INTELLIGENT_TIERING)
                        .tier())
                .isEqualTo(ParameterTier.STANDARD);
        assertThat(put("/large", "x".repeat(4097), ParameterTier.INTELLIGENT_TIERING)
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
        assertThatThrownBy(() -> put("/huge", "x".repeat(8193), ParameterTier.INTELLIGENT_TIERING))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("maximum parameter value of 8192 characters");
        assertThatThrownBy(() -> put("/standard", "x".repeat(4097)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("Standard tier parameters support a maximum parameter value of 4096 characters");
    }

    /** API reference, DeleteParameters. */
    @Test
    void severalParametersAreDeleted() {
        put("/one", "v");
        put("/two", "v");

        DeleteParametersResponse deleted = ssm.deleteParameters(request -> request.names("/one", "/three", "/two"));

        assertThat(deleted.deletedParameters()).containsExactly("/one", "/two");
        assertThat(deleted.invalidParameters()).containsExactly("/three");
        assertThat(ssm.getParametersByPath(request -> request.path("/")).parameters())
                .isEmpty();
    }

    /** API reference, GetParameters: names in alphabetical order; leading and trailing spaces are removed, others rejected. */
    @Test
    void getParametersSortsByNameAndRejectsInvalidNames() {
        put("/b", "v");
        put("/a", "v");

        assertThat(ssm.getParameters(request -> request.names("/b", " /a ")).parameters())
                .extracting(Parameter::name)
                .containsExactly("/a", "/b");
        assertThatThrownBy(() -> ssm.getParameters(request -> request.names("/a b")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("can't contain spaces");
        assertThatThrownBy(() -> ssm.getParameters(request -> request.names(List.of())))
                .hasMessageContaining(
                        "'names' failed to satisfy constraint: Member must have length greater than or equal to 1");
    }

    /** API reference, PutParameter, Name: 1011 characters including the ARN before the name. */
    @Test
    void rejectsTooLongNames() {
        String longest = "/" + "n".repeat(1011 - "arn:aws:ssm:us-east-1:123456789012:parameter/".length());
        put(longest, "v");

        assertThatThrownBy(() -> put(longest + "n", "v"))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("at most 1011 characters");
    }

    /** One error reports all constraints of the model; AWS JSON protocol: a member of another type cannot be read. */
    @Test
    void rejectsRequestsThatViolateModelConstraints() throws Exception {
        assertThat(Wire.call(aws, "AmazonSSM.PutParameter", "{\"Name\": \"\", \"Value\": \"v\", \"Type\": \"Text\"}")
                        .message())
                .isEqualTo(
                        "2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have"
                                + " length greater than or equal to 1; Value 'Text' at 'type' failed to satisfy constraint: Member"
                                + " must satisfy enum value set: [SecureString, StringList, String]");
        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": 5}").errorType())
                .isEqualTo("SerializationException");
        assertThat(Wire.call(
                                aws,
                                "AmazonSSM.AddTagsToResource",
                                "{\"ResourceType\": \"Parameter\", \"ResourceId\": \"x\", \"Tags\": [{\"Key\": \"k\"}]}")
                        .message())
                .contains("Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null");
    }

    @ParameterizedTest
    @CsvSource({
        "/aws/one, No access to reserved parameter name: /aws/one.",
        "/ssm/one, can't be prefixed with \"ssm\"",
        "Aws-one, 'Parameter name: can''t be prefixed with \"aws\" or \"ssm\" (case-insensitive).'",
        "/ssmx, 'Parameter name: can''t be prefixed with \"aws\" or \"ssm\" (case-insensitive).'",
        "arn:aws:ssm:us-east-1:123456789012:parameter/one, letters, numbers",
        "/one two, letters, numbers",
        "one/two, Parameter name must be a fully qualified name.",
        "/one/, must not end with slash",
        "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16, exceeds the maximum of 15 levels",
    })
    void rejectsInvalidNames(String name, String message) {
        assertThatThrownBy(() -> put(name, "value"))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining(message);
    }

    @Test
    void rejectsValuesThatReferenceOtherParameters() {
        assertThatThrownBy(() -> put("/one", "{{ssm:other}}")).hasMessageContaining("can't nest another parameter");
    }

    private PutParameterResponse put(String name, String value) {
        return put(name, value, ParameterTier.STANDARD);
    }

    private PutParameterResponse put(String name, String value, ParameterTier tier) {
        return ssm.putParameter(request ->
                request.name(name).value(value).type(ParameterType.STRING).tier(tier));
    }
}
