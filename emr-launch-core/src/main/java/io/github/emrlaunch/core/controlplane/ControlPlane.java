package io.github.emrlaunch.core.controlplane;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.LambdaJar;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * Six Lambda functions that get and list EMR profiles, cluster configurations and launch functions, for programs that are not
 * to read Parameter Store themselves. Each may read the definitions of its own type, in all namespaces, and nothing else. The
 * requests and answers are those of aws-emr-launch for Python:
 *
 * <pre>{@code
 * get:  {"ProfileName": "etl", "Namespace": "default"}  gives the stored definition
 *       (ConfigurationName, FunctionName for the other types)
 * list: {"Namespace": "default", "NextToken": "..."}    gives {"EMRProfiles": [...], "NextToken": "..."}
 *       (ClusterConfigurations, EMRLaunchFunctions for the other types)
 * }</pre>
 */
public final class ControlPlane extends Construct {
    private static final String HANDLERS = "io.github.emrlaunch.lambdas.";
    private static final Map<DefinitionType<?>, String> NAMES = names();

    private final Map<DefinitionType<?>, Function> getters = new LinkedHashMap<>();
    private final Map<DefinitionType<?>, Function> listers = new LinkedHashMap<>();

    private ControlPlane(Construct scope, String id, @Nullable String functionNamePrefix) {
        super(scope, id);
        LogGroup logGroup = LogGroup.Builder.create(this, "Logs")
                .retention(RetentionDays.ONE_MONTH)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        NAMES.forEach((type, name) -> {
            getters.put(
                    type,
                    function(
                            type,
                            "Get" + name,
                            functionNamePrefix,
                            "GetDefinitionHandler",
                            List.of("ssm:GetParameters"),
                            logGroup));
            listers.put(
                    type,
                    function(
                            type,
                            "Get" + name + "s",
                            functionNamePrefix,
                            "ListDefinitionsHandler",
                            List.of("ssm:GetParametersByPath", "ssm:GetParameters"),
                            logGroup));
        });
        ProductTags.add(this);
    }

    private static Map<DefinitionType<?>, String> names() {
        Map<DefinitionType<?>, String> names = new LinkedHashMap<>();
        names.put(DefinitionType.EMR_PROFILE, "Profile");
        names.put(DefinitionType.CLUSTER_CONFIGURATION, "Configuration");
        names.put(DefinitionType.EMR_LAUNCH_FUNCTION, "Function");
        return names;
    }

    private Function function(
            DefinitionType<?> type,
            String id,
            @Nullable String prefix,
            String handler,
            List<String> actions,
            LogGroup logGroup) {
        Role role = Role.Builder.create(this, id + "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "ReadDefinitions",
                        Policies.document(List.of(
                                Policies.allow(actions, Arns.regional("ssm", "parameter" + type.path() + "/*")),
                                Policies.allow(
                                        List.of("ssm:GetParameters"),
                                        Arns.regional("ssm", "parameter" + DefinitionParts.path(type) + "/*")),
                                Policies.allow(
                                        List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                                        logGroup.getLogGroupArn())))))
                .build();
        CdkNag.suppress(
                role,
                List.of(CdkNag.rule(
                        "AwsSolutions-IAM5",
                        "Resource::arn:.*:parameter/emr_launch(_parts)?/[a-z_]+/\\*",
                        "All definitions of one type, which is what the function is for")));
        return Function.Builder.create(this, id)
                .functionName(prefix == null ? null : prefix + id)
                .description("EMR Launch: %s of type %s".formatted(id, type))
                .runtime(Runtime.JAVA_25)
                .architecture(Architecture.ARM_64)
                .handler(HANDLERS + handler)
                .code(LambdaJar.code())
                .environment(Map.of("DEFINITION_TYPE", type.folder()))
                .memorySize(1024)
                .timeout(Duration.minutes(1))
                .logGroup(logGroup)
                .role(role)
                .build();
    }

    /**
     * The function that gets one definition of a type.
     *
     * @throws IllegalArgumentException when the control plane has no functions for definitions of this type
     */
    public IFunction getGetter(DefinitionType<?> type) {
        return functionOf(type, getters);
    }

    /**
     * The function that lists the definitions of a type, namespace by namespace.
     *
     * @throws IllegalArgumentException when the control plane has no functions for definitions of this type
     */
    public IFunction getLister(DefinitionType<?> type) {
        return functionOf(type, listers);
    }

    private static Function functionOf(DefinitionType<?> type, Map<DefinitionType<?>, Function> functions) {
        Function function = functions.get(type);
        if (function == null) {
            throw new IllegalArgumentException("The control plane has functions for %s, and none for type '%s'"
                    .formatted(functions.keySet(), type));
        }
        return function;
    }

    /** Allows the grantee to invoke all six functions. */
    public void grantInvoke(IGrantable grantee) {
        getters.values().forEach(function -> function.grantInvoke(grantee));
        listers.values().forEach(function -> function.grantInvoke(grantee));
    }

    /** Collects what a control plane is made of. */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private @Nullable String functionNamePrefix;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a control plane in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * What the functions' names begin with, before {@code GetProfile}, {@code GetProfiles}, {@code GetConfiguration} and so
         * on. {@code EMRLaunch_APIs_} gives the names that aws-emr-launch for Python uses, in a region where it is not deployed.
         * Default: names that CloudFormation makes.
         */
        public Builder functionNamePrefix(String functionNamePrefix) {
            if (!functionNamePrefix.matches("[A-Za-z0-9_-]{1,44}")) {
                throw new IllegalArgumentException(
                        "'functionNamePrefix' must match [A-Za-z0-9_-]{1,44}, got: " + functionNamePrefix);
            }
            this.functionNamePrefix = functionNamePrefix;
            return this;
        }

        /** Adds the control plane to the scope. */
        public ControlPlane build() {
            return new ControlPlane(scope, id, functionNamePrefix);
        }
    }
}
