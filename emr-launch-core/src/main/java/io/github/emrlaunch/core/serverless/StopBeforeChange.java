package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.TreeInspector;
import software.amazon.awscdk.services.emrserverless.CfnApplication;
import software.amazon.awscdk.services.iam.CfnPolicy;
import software.amazon.awscdk.services.ssm.CfnParameter;
import software.constructs.Construct;

/**
 * Stops an application before CloudFormation updates or deletes it, which EMR Serverless refuses while it is started. Two custom
 * resources: the application depends on one, which therefore is updated before it; the other depends on the application and is
 * deleted before it. The first can't refer to the application, so both find its id in a parameter.
 */
final class StopBeforeChange {
    private static final String TYPE = "Custom::EmrLaunchStopApplication";

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
                        360,
                        List.of(Policies.allow(
                                List.of("ssm:GetParameter"), Arns.regional("ssm", "parameter" + parameterName))),
                        false));
        CfnParameter parameter = CfnParameter.Builder.create(scope, "ApplicationId")
                .name(parameterName)
                .description("The id of an application of EMR Serverless, for who stops it before it is changed")
                .type("String")
                .value(application.getAttrApplicationId())
                .build();
        // Not within the role, or the function would wait for the application, which waits for the function.
        CfnPolicy policy = CfnPolicy.Builder.create(scope, "StopPolicy")
                .policyName("StopApplication")
                .roles(List.of(function.role().getRef()))
                .policyDocument(Policies.document(List.of(Policies.allow(
                        List.of("emr-serverless:GetApplication", "emr-serverless:StopApplication"), applicationArn))))
                .build();

        CdkNag.suppressAtFirst(policy, List.of());

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
            properties.put("Configuration", Lazy.uncachedAny(context -> configuration(application)));
        }
        return CustomResource.Builder.create(scope, id)
                .resourceType(TYPE)
                .serviceToken(function.functionArn())
                // A function that doesn't answer, even when Lambda tries it again, holds up a deployment this long.
                .serviceTimeout(Duration.minutes(20))
                .properties(properties)
                .build();
    }

    /**
     * All that the application is told, its tags too, once all of it is known. CloudFormation compares what it comes to, references
     * resolved: what changes the application changes the custom resource.
     */
    private static Object configuration(CfnApplication application) {
        TreeInspector inspector = new TreeInspector();
        application.inspect(inspector);
        return Objects.requireNonNull(
                inspector.getAttributes().get("aws:cdk:cloudformation:props"), "the properties of the application");
    }
}
