package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.TreeInspector;
import software.amazon.awscdk.services.emrserverless.CfnApplication;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.ssm.CfnParameter;
import software.constructs.Construct;

/**
 * Stops an application before CloudFormation updates or deletes it, which EMR Serverless refuses while it is started. Two custom
 * resources: the application depends on one, which therefore is updated before it; the other depends on the application and is
 * deleted before it. The first can't refer to the application, so both find its id in a parameter.
 */
final class StopBeforeChange {
    private static final String TYPE = "Custom::EmrLaunchStopApplication";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private StopBeforeChange() {}

    static void add(Construct scope, CfnApplication application, String applicationArn) {
        String parameterName = "/emr_launch/serverless_applications/%s/%s"
                .formatted(Aws.STACK_NAME, Names.nodeUniqueId(scope.getNode()));
        JavaFunction function = JavaFunction.create(
                scope,
                "Stop",
                new JavaFunction.Props(
                        "io.github.emrlaunch.lambdas.StopApplicationHandler",
                        "stops an application of EMR Serverless before it is changed",
                        Duration.minutes(6),
                        List.of(Policies.allow(
                                List.of("ssm:GetParameter"), Arns.regional("ssm", "parameter" + parameterName))),
                        RetentionDays.ONE_MONTH,
                        false,
                        false));
        CfnParameter parameter = CfnParameter.Builder.create(scope, "ApplicationId")
                .name(parameterName)
                .description("The id of an application of EMR Serverless, for who stops it before it is changed")
                .type("String")
                .value(application.getAttrApplicationId())
                .build();
        // Not within the role, or the function would wait for the application, which waits for the function.
        Policy policy = Policy.Builder.create(scope, "StopPolicy")
                .document(Policies.document(List.of(Policies.allow(
                        List.of("emr-serverless:GetApplication", "emr-serverless:StopApplication"), applicationArn))))
                .roles(List.of(function.role()))
                .build();

        CustomResource before = resource(scope, "BeforeUpdate", "Update", function, parameterName, application);
        application.getNode().addDependency(before);
        CustomResource after = resource(scope, "BeforeDelete", "Delete", function, parameterName, application);
        after.getNode().addDependency(application, parameter, policy);
    }

    private static CustomResource resource(
            Construct scope,
            String id,
            String change,
            JavaFunction function,
            String parameterName,
            CfnApplication application) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("StopBefore", change);
        properties.put("Parameter", parameterName);
        if (change.equals("Update")) {
            properties.put("Configuration", Lazy.string(() -> fingerprint(application)));
        }
        return CustomResource.Builder.create(scope, id)
                .resourceType(TYPE)
                .serviceToken(function.functionArn())
                // A function that doesn't answer, even when Lambda tries it again, holds up a deployment this long.
                .serviceTimeout(Duration.minutes(20))
                .properties(properties)
                .build();
    }

    /** Of all that the application is told, its tags too, once all of it is known: what changes it changes the custom resource. */
    private static String fingerprint(CfnApplication application) {
        TreeInspector inspector = new TreeInspector();
        application.inspect(inspector);
        Object properties = inspector.getAttributes().get("aws:cdk:cloudformation:props");
        try {
            byte[] json = JSON.writeValueAsBytes(Stack.of(application).resolve(properties));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "No fingerprint of " + application.getNode().getPath(), e);
        }
    }
}
