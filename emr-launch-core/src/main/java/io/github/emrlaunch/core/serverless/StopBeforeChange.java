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
 * Stops an application before CloudFormation updates or deletes it, which EMR Serverless refuses while it is started. There are two custom
 * resources. The application depends on the first, which is therefore updated earlier. The second depends on the application and is
 * deleted earlier. The first cannot refer to the application, so both read its id from a parameter.
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
        // Not in the role, because the function would depend on the application, which depends on the function.
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
                // The longest delay of a deployment by a function that does not respond, even when Lambda retries it.
                .serviceTimeout(Duration.minutes(20))
                .properties(properties)
                .build();
    }

    /**
     * Returns all properties of the application, including tags, when they are complete. CloudFormation compares them after it has resolved
     * references: a change of the application changes the custom resource.
     */
    private static Object configuration(CfnApplication application) {
        TreeInspector inspector = new TreeInspector();
        application.inspect(inspector);
        return Objects.requireNonNull(
                inspector.getAttributes().get("aws:cdk:cloudformation:props"), "the properties of the application");
    }
}
