package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.InvalidFilterKeyException;
import software.amazon.awssdk.services.ssm.model.InvalidFilterOptionException;
import software.amazon.awssdk.services.ssm.model.InvalidFilterValueException;
import software.amazon.awssdk.services.ssm.model.InvalidNextTokenException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;
import software.amazon.awssdk.services.ssm.model.ParametersFilterKey;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.Tag;

/**
 * DescribeParameters and the filters of GetParametersByPath, see the API reference, ParameterStringFilter. The error messages
 * are those of moto, which has them from AWS.
 */
class ParameterFiltersTest {
    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SdkClients.ssm(aws);

    @BeforeEach
    void put() {
        ssm.putParameter(request -> request.name("/etl/input")
                .value("v")
                .type(ParameterType.STRING)
                .description("Where it comes from")
                .tags(Tag.builder().key("team").value("data").build()));
        ssm.putParameter(
                request -> request.name("/etl/prod/password").value("v").type(ParameterType.SECURE_STRING));
        ssm.putParameter(request -> request.name("flat").value("a,b").type(ParameterType.STRING_LIST));
        ssm.labelParameterVersion(request -> request.name("/etl/input").labels("stable"));
        ssm.putParameter(request -> request.name("/etl/input").value("next").overwrite(true));
    }

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    @Test
    void parametersAreDescribedWithoutTheirValues() {
        ParameterMetadata described =
                describe(filter("Name", "Equals", "/etl/input")).parameters().get(0);

        assertThat(described.arn()).isEqualTo("arn:aws:ssm:us-east-1:123456789012:parameter/etl/input");
        assertThat(described.description()).isEqualTo("Where it comes from");
        assertThat(described.version()).isEqualTo(2);
        assertThat(described.tierAsString()).isEqualTo("Standard");
        assertThat(described.toString()).doesNotContain("next");
    }

    @ParameterizedTest
    @CsvSource({
        "Name, Equals, flat, flat",
        "Name, Equals, /flat, flat",
        "Name, BeginsWith, /etl, /etl/input /etl/prod/password",
        "Name, Contains, put, /etl/input",
        "Type, Equals, SecureString, /etl/prod/password",
        "Type, BeginsWith, String, /etl/input flat",
        "KeyId, Equals, alias/aws/ssm, /etl/prod/password",
        "Tier, Equals, Standard, /etl/input /etl/prod/password flat",
        "DataType, Equals, text, /etl/input /etl/prod/password flat",
        "Path, OneLevel, /etl, /etl/input",
        "Path, Recursive, /etl, /etl/input /etl/prod/password",
        "Path, , /, flat",
        "tag:team, Equals, data, /etl/input",
    })
    void filtersMatchParameters(String key, String option, String value, String names) {
        assertThat(describe(filter(key, option, value)).parameters())
                .extracting(ParameterMetadata::name)
                .containsExactly(names.split(" "));
    }

    @Test
    void combinesFiltersWithAndButValuesWithOr() {
        assertThat(describe(filter("Path", "Recursive", "/etl"), filter("Type", "Equals", "String"))
                        .parameters())
                .extracting(ParameterMetadata::name)
                .containsExactly("/etl/input");
        assertThat(ssm.describeParameters(request -> request.filters(ParametersFilter.builder()
                                .key(ParametersFilterKey.NAME)
                                .values("/etl/p", "fl")
                                .build()))
                        .parameters())
                .extracting(ParameterMetadata::name)
                .containsExactly("/etl/prod/password", "flat");
    }

    @Test
    void parametersAreDescribedInPages() {
        List<String> names = ssm.describeParametersPaginator(request -> request.maxResults(1)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(ParameterMetadata::name)
                .toList();

        assertThat(names).containsExactly("/etl/input", "/etl/prod/password", "flat");
        assertThatThrownBy(() -> ssm.describeParameters(request -> request.nextToken("forged")))
                .isInstanceOf(InvalidNextTokenException.class);
        assertThatThrownBy(() -> ssm.describeParameters(request -> request.maxResults(51)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining(
                        "Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less"
                                + " than or equal to 50");
    }

    @Test
    void rejectsInvalidFilters() {
        assertThatThrownBy(() -> describe(filter("Label", "Equals", "stable")))
                .isInstanceOf(InvalidFilterKeyException.class)
                .hasMessageContaining("The following filter key is not valid: Label.");
        assertThatThrownBy(() -> describe(filter("Type", "Equals", "String"), filter("Type", "Equals", "String")))
                .isInstanceOf(InvalidFilterKeyException.class)
                .hasMessageContaining("duplicated in the request: Type");
        assertThatThrownBy(() -> describe(filter("Type", "Contains", "String")))
                .isInstanceOf(InvalidFilterOptionException.class);
        assertThatThrownBy(() -> describe(filter("Type", "Equals", "Text")))
                .isInstanceOf(InvalidFilterValueException.class)
                .hasMessageContaining("The following filter value is not valid: Text.");
        assertThatThrownBy(() -> describe(filter("Path", "OneLevel", "etl")))
                .hasMessageContaining("The parameter name must begin with a forward slash");
        assertThatThrownBy(() -> describe(filter("Colour", "Equals", "red")))
                .hasMessageContaining("Value 'Colour' at 'parameterFilters.1.member.key' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern");
    }

    /** API reference, GetParametersByPath: Type, KeyId and Label are supported. */
    @Test
    void getParametersByPathSupportsFilters() {
        assertThat(byPath(filter("Label", "Equals", "stable")))
                .extracting(Parameter::name, Parameter::value)
                .containsExactly(tuple("/etl/input", "v"));
        assertThat(byPath(filter("Type", "Equals", "SecureString")))
                .extracting(Parameter::name)
                .containsExactly("/etl/prod/password");
        assertThatThrownBy(() -> byPath(filter("Name", "Equals", "/etl/input")))
                .isInstanceOf(InvalidFilterKeyException.class);
    }

    /** Service authorization reference: DescribeParameters has no resource-level permissions. */
    @Test
    void describeParametersRequiresPermissionForAllResources() throws Exception {
        Wire.Keys keys = Sessions.keys(
                aws,
                "lister",
                "{\"Effect\": \"Allow\", \"Action\": \"ssm:DescribeParameters\", \"Resource\":"
                        + " \"arn:aws:ssm:us-east-1:123456789012:parameter/etl/*\"}");

        assertThat(Wire.call(aws, keys, "AmazonSSM.DescribeParameters", "{}").errorType())
                .isEqualTo("AccessDeniedException");
    }

    private DescribeParametersResponse describe(ParameterStringFilter... filters) {
        return ssm.describeParameters(request -> request.parameterFilters(Arrays.asList(filters)));
    }

    private List<Parameter> byPath(ParameterStringFilter filter) {
        return ssm.getParametersByPath(
                        request -> request.path("/etl").recursive(true).parameterFilters(filter))
                .parameters();
    }

    private static ParameterStringFilter filter(String key, String option, String value) {
        return ParameterStringFilter.builder()
                .key(key)
                .option(option)
                .values(value)
                .build();
    }
}
