package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunJobFlowShapeTest {
    private static final RunJobFlowShape SHAPE = RunJobFlowShape.load();

    private static List<RunJobFlowShape.Deviation> deviations(String request) {
        return SHAPE.deviations(Json.parseObject(request.replace('\'', '"')));
    }

    /** For a part of a request, in which required members may be missing. */
    private static List<RunJobFlowShape.Deviation> deviationsOfPart(String request) {
        return deviations(request).stream()
                .filter(deviation -> deviation.kind() != RunJobFlowShape.Kind.MISSING)
                .toList();
    }

    @Test
    void sourceNamesTheVersionOfBotocore() {
        assertThat(SHAPE.source()).matches("botocore \\d+\\.\\d+\\.\\d+ of \\d{4}-\\d{2}-\\d{2}");
    }

    @Test
    void acceptsAValidRequest() {
        assertThat(deviations("""
                        {'Name': 'etl', 'ReleaseLabel': 'emr-7.12.0', 'LogUri': null, 'StepConcurrencyLevel': 2,
                         'Configurations': [{'Classification': 'a', 'Properties': {'any.name': 'text'},
                                             'Configurations': [{'Classification': 'b', 'Properties': {}}]}],
                         'Instances': {'KeepJobFlowAliveWhenNoSteps': true, 'MasterInstanceType': 'm7g.xlarge',
                                       'InstanceFleets': [{'InstanceFleetType': 'MASTER',
                                           'InstanceTypeConfigs': [{'InstanceType': 'm7g.xlarge', 'BidPriceAsPercentageOfOnDemandPrice': 80.5}]}]}}""")).isEmpty();
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
                "{'Configurations': [{'Propertys': {}}]} | Configurations.0.Propertys | Properties",
                "{'MonitoringConfiguration': {'S3LoggingConfiguration': {'LogTypeUploadPolicy': {'system-log': 'disabled'}}}}"
                        + " | MonitoringConfiguration.S3LoggingConfiguration.LogTypeUploadPolicy.system-log | system-logs"
            })
    void suggestsTheNearestMemberAtAnyDepth(String request, String path, String meant) {
        assertThat(deviationsOfPart(request)).singleElement().satisfies(deviation -> {
            assertThat(deviation.path()).isEqualTo(path);
            assertThat(deviation.kind()).isEqualTo(RunJobFlowShape.Kind.MEMBER);
            assertThat(deviation.nearest()).contains(meant);
        });
    }

    @ParameterizedTest
    @CsvSource({"Quantum", "InstanceMarketPlace", "StepsOfTomorrow"})
    void suggestsNoMemberForAnUnknownName(String member) {
        assertThat(deviationsOfPart("{'%s': 1, 'Instances': {'%s': 1}}".formatted(member, member)))
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
                "{'StepConcurrencyLevel': [1]} | StepConcurrencyLevel | an integer",
                "{'StepConcurrencyLevel': 1.5} | StepConcurrencyLevel | an integer",
                "{'StepConcurrencyLevel': '1'} | StepConcurrencyLevel | an integer",
                "{'VisibleToAllUsers': 'true'} | VisibleToAllUsers | true or false",
                "{'Instances': {'InstanceFleets': [{'InstanceTypeConfigs': [{'Priority': 'x'}]}]}} | Instances.InstanceFleets.0.InstanceTypeConfigs.0.Priority | a number"
            })
    void reportsAValueOfTheWrongType(String request, String path, String type) {
        assertThat(deviationsOfPart(request)).singleElement().satisfies(deviation -> {
            assertThat(deviation.path()).isEqualTo(path);
            assertThat(deviation.rule()).isEqualTo("be " + type);
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'Instances': {}} | Name",
                "{'Name': 'etl', 'Instances': null} | Instances",
                "{'Name': 'etl', 'Instances': {'InstanceGroups': [{'InstanceRole': 'CORE', 'InstanceType': 'x'}]}} | Instances.InstanceGroups.0.InstanceCount",
                "{'Name': 'etl', 'Instances': {}, 'BootstrapActions': [{'Name': 'b', 'ScriptBootstrapAction': {}}]} | BootstrapActions.0.ScriptBootstrapAction.Path",
                "{'Name': 'etl', 'Instances': {}, 'PlacementGroupConfigs': [{}]} | PlacementGroupConfigs.0.InstanceRole"
            })
    void reportsAMissingRequiredMember(String request, String path) {
        assertThat(deviations(request)).singleElement().satisfies(deviation -> {
            assertThat(deviation.path()).isEqualTo(path);
            assertThat(deviation.kind()).isEqualTo(RunJobFlowShape.Kind.MISSING);
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'ScaleDownBehavior': 'TERMINATE_AT_TASK_COMPLETON'} | ScaleDownBehavior | TERMINATE_AT_TASK_COMPLETION",
                "{'Instances': {'InstanceGroups': [{'Market': 'spot'}]}} | Instances.InstanceGroups.0.Market | SPOT",
                "{'RepoUpgradeOnBoot': 'TOMORROW'} | RepoUpgradeOnBoot | "
            })
    void reportsAnUnknownEnumValue(String request, String path, String meant) {
        assertThat(deviationsOfPart(request)).singleElement().satisfies(deviation -> {
            assertThat(deviation.path()).isEqualTo(path);
            assertThat(deviation.kind()).isEqualTo(RunJobFlowShape.Kind.VALUE);
            assertThat(deviation.nearest()).isEqualTo(Optional.ofNullable(meant));
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'Name': '%s'} | Name | have at most 256 characters, and has 257",
                "{'StepExecutionRoleArn': 'short'} | StepExecutionRoleArn | have 20 to 2048 characters, and has 5",
                "{'StepConcurrencyLevel': 2147483648} | StepConcurrencyLevel | be at most 2147483647",
                "{'Instances': {'InstanceCount': 7766279631452241920}} | Instances.InstanceCount | be at most 2147483647",
                "{'Instances': {'InstanceCount': -2147483649}} | Instances.InstanceCount | be at least -2147483648",
                "{'ManagedScalingPolicy': {'UtilizationPerformanceIndex': 101}} | ManagedScalingPolicy.UtilizationPerformanceIndex | be 1 to 100",
                "{'Instances': {'InstanceFleets': [{'TargetSpotCapacity': -1}]}} | Instances.InstanceFleets.0.TargetSpotCapacity | be at least 0",
                "{'Description': 1, 'Name': 'a\\u0007'} | Name | have only characters of the pattern"
            })
    void reportsAValueThatViolatesAConstraint(String request, String path, String rule) {
        assertThat(deviationsOfPart(request.formatted("x".repeat(257))))
                .filteredOn(deviation -> deviation.kind() == RunJobFlowShape.Kind.CONSTRAINT)
                .singleElement()
                .satisfies(deviation -> {
                    assertThat(deviation.path()).isEqualTo(path);
                    assertThat(deviation.rule()).startsWith(rule);
                });
    }
}
