package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.emr.model.ComputeLimitsUnitType;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.InstanceRoleType;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.ScalingRule;

class SdkRequestTest {
    private static RunJobFlowRequest request(String json) {
        return SdkRequest.fill(RunJobFlowRequest.builder(), Json.parse(json)).build();
    }

    @Test
    void hasAllThatTheDocumentHas() {
        RunJobFlowRequest expected = RunJobFlowRequest.builder()
                .name("etl")
                .visibleToAllUsers(true)
                .ebsRootVolumeSize(40)
                .applications(List.of())
                .configurations(Configuration.builder()
                        .classification("spark")
                        .configurations(Configuration.builder()
                                .classification("export")
                                .properties(Map.of("A", "1"))
                                .build())
                        .build())
                .managedScalingPolicy(policy -> policy.computeLimits(limits ->
                        limits.unitType(ComputeLimitsUnitType.INSTANCES).maximumCapacityUnits(Integer.MAX_VALUE)))
                .autoTerminationPolicy(policy -> policy.idleTimeout(604_800L))
                .instances(instances -> instances
                        .ec2SubnetIds("subnet-1", "subnet-2")
                        .instanceGroups(InstanceGroupConfig.builder()
                                .instanceRole(InstanceRoleType.CORE)
                                .autoScalingPolicy(policy -> policy.rules(ScalingRule.builder()
                                        .trigger(trigger ->
                                                trigger.cloudWatchAlarmDefinition(alarm -> alarm.threshold(0.1)))
                                        .build()))
                                .build()))
                .build();

        assertThat(request("""
                        {"Name": "etl", "VisibleToAllUsers": true, "EbsRootVolumeSize": 40.0, "Applications": [],
                         "LogUri": null, "Configurations": [{"Classification": "spark", "Properties": null,
                           "Configurations": [{"Classification": "export", "Properties": {"A": "1", "B": null}}]}],
                         "ManagedScalingPolicy": {"ComputeLimits": {
                           "UnitType": "Instances", "MaximumCapacityUnits": 2147483647}},
                         "AutoTerminationPolicy": {"IdleTimeout": 604800},
                         "Instances": {"Ec2SubnetIds": ["subnet-1", "subnet-2"], "InstanceGroups": [
                           {"InstanceRole": "CORE", "AutoScalingPolicy": {"Rules": [
                             {"Trigger": {"CloudWatchAlarmDefinition": {"Threshold": 0.1}}}]}}]}}""")).isEqualTo(expected);
    }

    @Test
    void leavesWhatIsUnsetUnset() {
        RunJobFlowRequest request = request("{\"Name\": null, \"Applications\": null}");

        assertThat(request.name()).isNull();
        assertThat(request.hasApplications()).isFalse();
        assertThat(request("{\"Applications\": []}").hasApplications()).isTrue();
    }

    /** A value that is newer than this SDK is EMR's to judge. */
    @Test
    void passesUnknownConstantsOn() {
        assertThat(request("{\"ScaleDownBehavior\": \"NEVER\"}").scaleDownBehaviorAsString())
                .isEqualTo("NEVER");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                        | 'the request' must be an object, got array
            {"Nam": "x"}                                              | 'Nam' is not a member that RunJobFlow takes
            {"name": "x"}                                             | 'name' is not a member that RunJobFlow takes
            {"Instances": {"InstanceGroups": [{}, {"Count": 1}]}}     | 'Instances.InstanceGroups.1.Count' is not a member
            {"Name": 7}                                               | 'Name' must be a string, got number
            {"VisibleToAllUsers": "true"}                             | 'VisibleToAllUsers' must be true or false, got string
            {"EbsRootVolumeSize": "40"}                               | 'EbsRootVolumeSize' must be an integer of 32 bits, got string
            {"EbsRootVolumeSize": 40.5}                               | 'EbsRootVolumeSize' must be an integer of 32 bits, got: 40.5
            {"EbsRootVolumeSize": 2147483648}                         | 'EbsRootVolumeSize' must be an integer of 32 bits, got: 2147483648
            {"AutoTerminationPolicy": {"IdleTimeout": 9223372036854775808}} | 'AutoTerminationPolicy.IdleTimeout' must be an integer of 64 bits
            {"Instances": {"InstanceFleets": [{"InstanceTypeConfigs": [{"BidPriceAsPercentageOfOnDemandPrice": 0.12345678901234567890}]}]}} | 'Instances.InstanceFleets.0.InstanceTypeConfigs.0.BidPriceAsPercentageOfOnDemandPrice' must be a number that a double can hold
            {"Applications": {}}                                      | 'Applications' must be a list, got object
            {"Applications": [null]}                                  | 'Applications.0' must be an object, got null
            {"Instances": {"Ec2SubnetIds": [null]}}                   | 'Instances.Ec2SubnetIds.0' must be a string, got null
            {"Configurations": [{"Properties": {"a": 1}}]}            | 'Configurations.0.Properties.a' must be a string, got number
            {"Configurations": [{"Properties": []}]}                  | 'Configurations.0.Properties' must be an object, got array
            """)
    void refusesWhatItWouldHaveToDropOrChange(String json, String message) {
        assertThatThrownBy(() -> request(json))
                .isInstanceOf(InvalidClusterRequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void supportsEveryTypeThatTheRequestHas() {
        Set<MarshallingKnownType> types = new HashSet<>();
        collect(RunJobFlowRequest.builder(), types, new HashSet<>());

        assertThat(types)
                .contains(MarshallingKnownType.MAP, MarshallingKnownType.LIST, MarshallingKnownType.SDK_POJO)
                .isSubsetOf(
                        MarshallingKnownType.STRING,
                        MarshallingKnownType.BOOLEAN,
                        MarshallingKnownType.INTEGER,
                        MarshallingKnownType.LONG,
                        MarshallingKnownType.DOUBLE,
                        MarshallingKnownType.SDK_POJO,
                        MarshallingKnownType.LIST,
                        MarshallingKnownType.MAP);
    }

    private static void collect(SdkPojo pojo, Set<MarshallingKnownType> types, Set<Class<?>> seen) {
        if (seen.add(pojo.getClass())) {
            pojo.sdkFields().forEach(field -> collect(field, types, seen));
        }
    }

    private static void collect(SdkField<?> field, Set<MarshallingKnownType> types, Set<Class<?>> seen) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        types.add(type);
        switch (type) {
            case SDK_POJO -> collect(field.constructor().get(), types, seen);
            case LIST -> collect(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), types, seen);
            case MAP -> collect(field.getRequiredTrait(MapTrait.class).valueFieldInfo(), types, seen);
            default -> {}
        }
    }

    /** A member of a newer SDK is an addition to these lists, or to what is left out here. */
    @Test
    void hasTheMembersThatAreListed() {
        List<String> topLevel = new ArrayList<>(RunJobFlowMembers.TOP_LEVEL);
        topLevel.addAll(RunJobFlowMembers.LAUNCHER_TOP_LEVEL);
        topLevel.add(RunJobFlowMembers.INSTANCES_MEMBER);
        // Steps belong to pipelines; the Kerberos attributes come from a secret.
        topLevel.addAll(List.of("Steps", "KerberosAttributes"));
        List<String> instances = new ArrayList<>(RunJobFlowMembers.INSTANCES);
        instances.addAll(RunJobFlowMembers.LAUNCHER_INSTANCES);

        assertThat(RunJobFlowRequest.builder().sdkFields())
                .extracting(SdkField::locationName)
                .containsExactlyInAnyOrderElementsOf(topLevel);
        assertThat(JobFlowInstancesConfig.builder().sdkFields())
                .extracting(SdkField::locationName)
                .containsExactlyInAnyOrderElementsOf(instances);
    }
}
