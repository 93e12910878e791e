package io.github.emrlaunch.core.controlplane;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StackFunctions;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.lambda.IFunction;
import software.constructs.Construct;

/**
 * Six Lambda functions that get and list EMR profiles, cluster configurations and launch functions, for programs that cannot
 * read Parameter Store. Each function may only read the definitions of its type, in all namespaces. The requests and
 * responses are the same as in aws-emr-launch for Python:
 *
 * <pre>{@code
 * get:  {"ProfileName": "etl", "Namespace": "default"}  returns the stored definition
 *       (ConfigurationName, FunctionName for the other types)
 * list: {"Namespace": "default", "NextToken": "..."}    returns {"EMRProfiles": [...], "NextToken": "..."}
 *       (ClusterConfigurations, EMRLaunchFunctions for the other types)
 * }</pre>
 */
public final class ControlPlane extends Construct {
    private static final String HANDLERS = "io.github.emrlaunch.lambdas.";
    private static final Map<DefinitionType<?>, String> NAMES = names();

    private static final List<Map<String, Object>> FINDINGS = List.of(CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::arn:.*:parameter/emr_launch(_parts)?/[a-z_]+/\\*",
            "The function reads all definitions of one type"));

    private final Map<DefinitionType<?>, IFunction> getters = new LinkedHashMap<>();
    private final Map<DefinitionType<?>, IFunction> listers = new LinkedHashMap<>();

    private ControlPlane(Builder builder) {
        super(builder.scope, builder.id);
        NAMES.forEach((type, name) -> {
            getters.put(
                    type,
                    function(
                            type,
                            "Get" + name,
                            builder.functionNamePrefix,
                            "GetDefinitionHandler",
                            List.of("ssm:GetParameters")));
            listers.put(
                    type,
                    function(
                            type,
                            "Get" + name + "s",
                            builder.functionNamePrefix,
                            "ListDefinitionsHandler",
                            List.of("ssm:GetParametersByPath", "ssm:GetParameters")));
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

    private IFunction function(
            DefinitionType<?> type, String id, @Nullable String prefix, String handler, List<String> actions) {
        JavaFunction.Props props = new JavaFunction.Props(
                        HANDLERS + handler,
                        "%s of type %s".formatted(id, type),
                        60,
                        List.of(
                                Policies.allow(actions, Arns.regional("ssm", "parameter" + type.path() + "/*")),
                                Policies.allow(
                                        List.of("ssm:GetParameters"),
                                        Arns.regional("ssm", "parameter" + DefinitionParts.path(type) + "/*"))),
                        false)
                .withEnvironment(Map.of("DEFINITION_TYPE", type.folder()));
        return JavaFunction.create(
                        this,
                        id,
                        prefix == null ? props : props.withName(prefix + id),
                        FunctionSettings.of(this),
                        StackFunctions.of(this),
                        FINDINGS)
                .function();
    }

    /**
     * Returns the function that gets one definition of a type.
     *
     * @throws IllegalArgumentException if the control plane has no functions for this type
     */
    public IFunction getGetFunction(DefinitionType<?> type) {
        return functionOf(type, getters);
    }

    /**
     * Returns the function that lists the definitions of a type in a namespace.
     *
     * @throws IllegalArgumentException if the control plane has no functions for this type
     */
    public IFunction getListFunction(DefinitionType<?> type) {
        return functionOf(type, listers);
    }

    private static IFunction functionOf(DefinitionType<?> type, Map<DefinitionType<?>, IFunction> functions) {
        IFunction function = functions.get(type);
        if (function == null) {
            throw new IllegalArgumentException("The control plane has functions for %s, but not for type '%s'"
                    .formatted(functions.keySet(), type));
        }
        return function;
    }

    /** Allows the grantee to invoke all six functions. */
    public void grantInvoke(IGrantable grantee) {
        getters.values().forEach(function -> function.grantInvoke(grantee));
        listers.values().forEach(function -> function.grantInvoke(grantee));
    }

    /** Builds a {@link ControlPlane}. All properties are optional. */
    public static final class Builder {
        private static final String PREFIX = "[A-Za-z0-9_-]{1,44}";

        private final Construct scope;
        private final String id;
        private @Nullable String functionNamePrefix;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a control plane in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The prefix of the functions' names, before {@code GetProfile}, {@code GetProfiles}, {@code GetConfiguration}
         * and so on. {@code EMRLaunch_APIs_} results in the names that aws-emr-launch for Python uses, in a region
         * where it is not deployed. Default: none. CloudFormation generates the names.
         */
        public Builder functionNamePrefix(String functionNamePrefix) {
            this.functionNamePrefix = functionNamePrefix;
            return this;
        }

        /**
         * Adds the control plane to the scope.
         *
         * @throws IllegalArgumentException if Lambda would refuse the prefix
         */
        public ControlPlane build() {
            return Validation.build(scope, id, this, this::check, ControlPlane::new);
        }

        private void check() {
            if (functionNamePrefix != null
                    && !Tokens.isUnresolved(functionNamePrefix)
                    && !functionNamePrefix.matches(PREFIX)) {
                throw new IllegalArgumentException(
                        "'functionNamePrefix' must match %s, got: %s".formatted(PREFIX, functionNamePrefix));
            }
        }
    }
}
