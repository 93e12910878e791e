package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.definitions.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * What only the deployment knows is a value of every property: it stands in the template as a reference, and no rule takes it for a number or
 * a text. Where the template's shape depends on it, it is refused by the property's name.
 */
class TokensTest {
    private static final String PARAMETER = "OnlyKnownLater";

    /** What a token becomes that nobody resolves. */
    private static final Pattern UNRESOLVED =
            Pattern.compile("[$#]\\{Token\\[|-1\\.8\\d+[eE]\\+?289|-18{3}\\d{20}|2147483648|9223372036854775808");

    private static final Pattern REFUSED = Pattern.compile("known at synth|only the deployment knows");

    /** Properties that must be known at synth, with the reason. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("ClusterConfiguration.configurationName", "names parameters and is part of paths"),
            Map.entry("ClusterConfiguration.namespace", "names parameters and is part of paths"),
            Map.entry("EmrLaunchFunction.launchFunctionName", "names parameters and the state machine"),
            Map.entry("EmrLaunchFunction.namespace", "names parameters and the state machine"),
            Map.entry("EmrLaunchFunction.overrideFunctionMayChange", "paths decide what the functions check"),
            Map.entry("EmrLaunchFunction.startTimeout", "decides how often the state machine looks"),
            Map.entry("EmrProfile.namespace", "names parameters and roles"),
            Map.entry("EmrProfile.profileName", "names parameters and roles"),
            Map.entry("NotebookCluster.clusterName", "names parameters and the state machine"),
            Map.entry("NotebookCluster.namespace", "names parameters and the state machine"),
            Map.entry("NotebookCluster.pythonModules", "rules keep options of pip out"),
            Map.entry("NotebookCluster.sshFrom", "each range is a rule of a security group"),
            Map.entry("NotebookCluster.users", "each user has a secret"),
            Map.entry("PersistentClusterPipeline.pipelineName", "names the state machine"),
            Map.entry("PersistentClusterPipeline.timeout", "decides how long steps wait"),
            Map.entry("ServerlessJobFunction.jobFunctionName", "names parameters and the state machine"),
            Map.entry("ServerlessJobFunction.namespace", "names parameters and the state machine"),
            Map.entry("SparkEnvironment.cidr", "subnets are cut out of it"),
            Map.entry("SparkEnvironment.maxAzs", "decides how many subnets there are"),
            Map.entry("SparkEnvironment.natGateways", "decides how many gateways there are"),
            Map.entry("TransientClusterPipeline.pipelineName", "names the state machine"),
            Map.entry("TransientClusterPipeline.timeout", "decides how long steps wait"));

    /** Units of durations that EMR doesn't take, and no deployment converts. */
    private static final Set<String> OTHER_UNIT = Set.of(
            "ClusterConfiguration.idleTimeout (1)",
            "NotebookCluster.idleTimeout (1)",
            "ServerlessApplication.autoStopAfter (0)",
            "ServerlessApplication.queueTimeout (0)");

    /** Builders with what a property needs besides. */
    private static final Map<String, BiFunction<TestStack, Object, Object>> PREPARED = Map.of(
            "EmrProfile.artifactsPath",
            (test, builder) -> ((EmrProfile.Builder) builder).artifactsBucket(bucket(test)),
            "EmrProfile.logsPath",
            (test, builder) -> ((EmrProfile.Builder) builder).logsBucket(bucket(test)),
            "EmrProfile.lakeFormationSessionTag",
            (test, builder) -> ((EmrProfile.Builder) builder)
                    .runtimeRoles(RuntimeRoles.of(Role.fromRoleName(test.stack(), "Role", "role")))
                    .inTransitEncryption(InTransitEncryption.pem(bucket(test), "certificates.zip")),
            "EmrLaunchFunction.overrideFunctionMayChange",
            (test, builder) -> ((EmrLaunchFunction.Builder) builder)
                    .overrideFunction(Function.fromFunctionName(test.stack(), "Function", "function")),
            "PersistentClusterPipeline.clusterId",
            (test, builder) -> PersistentClusterPipeline.Builder.create(test.stack(), "Other")
                    .pipelineName("pipeline")
                    .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"))),
            "PersistentClusterPipeline.clusterName",
            (test, builder) -> PersistentClusterPipeline.Builder.create(test.stack(), "Other")
                    .pipelineName("pipeline")
                    .launchFunction(((EmrLaunchFunction.Builder)
                                    RefusedBuildersTest.builder(EmrLaunchFunction.Builder.class, test))
                            .build())
                    .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"))));

    private static IBucket bucket(TestStack test) {
        return Bucket.fromBucketName(test.stack(), "Bucket", "bucket");
    }

    static Stream<Class<?>> builders() {
        return RefusedBuildersTest.builders().sorted(Comparator.comparing(TokensTest::name));
    }

    private static String name(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName();
    }

    /** A property that gets a value which only the deployment knows. */
    private record Case(Class<?> type, Method method, int index, int kind) {
        String property() {
            return "%s.%s".formatted(name(type), method.getName());
        }

        Object applyTo(Object target, TestStack test, String parameter) throws ReflectiveOperationException {
            Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                Class<?> parameterType = method.getParameterTypes()[i];
                String generic = method.getGenericParameterTypes()[i].getTypeName();
                arguments[i] = i == index ? token(parameterType, generic, kind, test, parameter) : null;
            }
            return method.invoke(target, arguments);
        }
    }

    private static @Nullable Object token(Class<?> type, String generic, int kind, TestStack test, String parameter) {
        if (type == String.class) {
            return parameter(test, parameter, "String").getValueAsString();
        }
        if (type == Number.class) {
            return parameter(test, parameter, "Number").getValueAsNumber();
        }
        if (type == int.class) {
            return parameter(test, parameter, "Number").getValueAsNumber().intValue();
        }
        if (type == Duration.class) {
            Number number = parameter(test, parameter, "Number").getValueAsNumber();
            return kind == 0 ? Duration.seconds(number) : Duration.minutes(number);
        }
        if (generic.equals("java.util.List<java.lang.String>")) {
            return kind == 0
                    ? parameter(test, parameter, "CommaDelimitedList").getValueAsList()
                    : List.of(parameter(test, parameter, "String").getValueAsString());
        }
        if (generic.equals("java.util.Map<java.lang.String, java.lang.String>")) {
            return Map.of("Key", parameter(test, parameter, "String").getValueAsString());
        }
        return null;
    }

    private static int kinds(Class<?> type) {
        return type == Duration.class || type == List.class ? 2 : 1;
    }

    private static CfnParameter parameter(TestStack test, String id, String type) {
        return CfnParameter.Builder.create(test.stack(), id).type(type).build();
    }

    private static List<Case> cases(Class<?> type) {
        List<Case> cases = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getReturnType() != type
                    || Modifier.isStatic(method.getModifiers())
                    || method.getParameterCount() != 1) {
                continue;
            }
            Class<?> parameter = method.getParameterTypes()[0];
            String generic = method.getGenericParameterTypes()[0].getTypeName();
            if (Set.of(String.class, Number.class, int.class, Duration.class).contains(parameter)
                    || generic.equals("java.util.List<java.lang.String>")
                    || generic.equals("java.util.Map<java.lang.String, java.lang.String>")) {
                for (int kind = 0; kind < kinds(parameter); kind++) {
                    cases.add(new Case(type, method, 0, kind));
                }
            }
        }
        cases.sort(Comparator.comparing(Case::property).thenComparing(Case::kind));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("builders")
    void areTakenByBuildersOrRefusedByName(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        for (Case one : cases(type)) {
            TestStack test = TestStack.create();
            Object builder = RefusedBuildersTest.builder(type, test);
            Object prepared =
                    PREPARED.getOrDefault(one.property(), (stack, same) -> same).apply(test, builder);
            Optional<String> refusal = refusal(() -> {
                build(type, one.applyTo(prepared, test, PARAMETER));
                requireReference(test);
                return null;
            });
            String attempt = "%s (%d)".formatted(one.property(), one.kind());
            boolean isKnown = OTHER_UNIT.contains(attempt) || KNOWN.containsKey(one.property());
            boolean isTold = refusal.filter(message -> REFUSED.matcher(message).find()
                            && message.contains("'%s'".formatted(one.method().getName())))
                    .isPresent();
            if (isTold) {
                refused.add(one.property());
            }
            if (refusal.isPresent() && !(isKnown && isTold)) {
                wrong.add(attempt + ": " + refusal.get());
            }
        }
        KNOWN.keySet().stream()
                .filter(property -> property.startsWith(name(type) + ".") && !refused.contains(property))
                .forEach(property -> wrong.add(property + " is taken"));
        assertThat(wrong).isEmpty();
    }

    private static @Nullable Object build(Class<?> type, Object builder) throws ReflectiveOperationException {
        return type.getMethod("build").invoke(builder);
    }

    private static void requireReference(TestStack test) {
        String template =
                Json.write(new ObjectMapper().valueToTree(test.template().toJSON()));
        if (UNRESOLVED.matcher(template).find()) {
            throw new IllegalStateException("unresolved: " + around(template));
        }
        if (!template.contains("{\"Ref\":\"%s\"}".formatted(PARAMETER))) {
            throw new IllegalStateException("not in the template");
        }
    }

    private static String around(String template) {
        var found = UNRESOLVED.matcher(template);
        return found.find()
                ? template.substring(Math.max(0, found.start() - 150), Math.min(template.length(), found.end() + 60))
                : "";
    }

    private interface Call {
        @Nullable Object run() throws ReflectiveOperationException;
    }

    private static Optional<String> refusal(Call call) throws ReflectiveOperationException {
        try {
            call.run();
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(e.getCause().getClass().getSimpleName() + ": "
                    + String.valueOf(e.getCause().getMessage())
                            .lines()
                            .findFirst()
                            .orElse(""));
        } catch (RuntimeException e) {
            return Optional.of(e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
