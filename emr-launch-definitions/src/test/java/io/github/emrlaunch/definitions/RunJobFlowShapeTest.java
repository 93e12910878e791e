package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunJobFlowShapeTest {
    private static final RunJobFlowShape SHAPE = RunJobFlowShape.load();

    private static List<RunJobFlowShape.Deviation> deviations(String request) {
        return SHAPE.deviations(Json.parseObject(request.replace('\'', '"')));
    }

    @Test
    void saysWhichModelItIsOf() {
        assertThat(SHAPE.source()).matches("botocore \\d+\\.\\d+\\.\\d+ of \\d{4}-\\d{2}-\\d{2}");
    }

    @Test
    void knowsAWholeRequest() {
        assertThat(deviations("""
                        {'Name': 'etl', 'ReleaseLabel': 'emr-7.12.0', 'LogUri': null, 'StepConcurrencyLevel': 2,
                         'Configurations': [{'Classification': 'a', 'Properties': {'any.name': 'text'},
                                             'Configurations': [{'Classification': 'b', 'Properties': {}}]}],
                         'Instances': {'KeepJobFlowAliveWhenNoSteps': true, 'MasterInstanceType': 'm7g.xlarge',
                                       'InstanceFleets': [{'InstanceFleetType': 'MASTER',
                                           'InstanceTypeConfigs': [{'BidPriceAsPercentageOfOnDemandPrice': 80.5}]}]}}""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'RelaseLabel': 'x'} | RelaseLabel | ReleaseLabel",
                "{'releaseLabel': 'x'} | releaseLabel | ReleaseLabel",
                "{'Instances': {'Ec2SubnetID': 'x'}} | Instances.Ec2SubnetID | Ec2SubnetId",
                "{'Instances': {'InstanceGroups': [{}, {'BidPricee': '1'}]}} | Instances.InstanceGroups.1.BidPricee | BidPrice",
                "{'ManagedScalingPolicy': {'ComputeLimits': {'UnitTyp': 'x'}}} | ManagedScalingPolicy.ComputeLimits.UnitTyp | UnitType",
                "{'Configurations': [{'Propertys': {}}]} | Configurations.0.Propertys | Properties"
            })
    void namesTheMemberThatWasMeantAtAnyDepth(String request, String path, String meant) {
        assertThat(deviations(request)).singleElement().satisfies(deviation -> {
            assertThat(deviation.path()).isEqualTo(path);
            assertThat(deviation.expected()).isEmpty();
            assertThat(deviation.nearest()).contains(meant);
        });
    }

    @ParameterizedTest
    @CsvSource({"Quantum", "InstanceMarketPlace", "StepsOfTomorrow"})
    void aMemberOfTomorrowIsNearNoOther(String member) {
        assertThat(deviations("{'%s': 1, 'Instances': {'%s': 1}}".formatted(member, member)))
                .hasSize(2)
                .allSatisfy(deviation -> assertThat(deviation.nearest()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'Configurations': [{'Properties': {'spark.executor.cores': 4}}]} | Configurations.0.Properties.spark.executor.cores | a string",
                "{'Instances': {'Ec2SubnetIds': 'subnet-1'}} | Instances.Ec2SubnetIds | a list",
                "{'AutoTerminationPolicy': 3600} | AutoTerminationPolicy | an object",
                "{'StepConcurrencyLevel': [1]} | StepConcurrencyLevel | a whole number",
                "{'StepConcurrencyLevel': 1.5} | StepConcurrencyLevel | a whole number",
                "{'StepConcurrencyLevel': '1'} | StepConcurrencyLevel | a whole number",
                "{'VisibleToAllUsers': 'true'} | VisibleToAllUsers | true or false",
                "{'Instances': {'InstanceFleets': [{'InstanceTypeConfigs': [{'Priority': 'x'}]}]}} | Instances.InstanceFleets.0.InstanceTypeConfigs.0.Priority | a number"
            })
    void namesAValueOfAnotherType(String request, String path, String type) {
        assertThat(deviations(request)).singleElement().satisfies(deviation -> {
            assertThat(deviation.path()).isEqualTo(path);
            assertThat(deviation.expected()).contains(type);
        });
    }
}
