package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.iam.AccessKeys;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.IamAuthorizer;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.jobs.JobThreads;
import io.github.emrlaunch.local.internal.lambda.FunctionRunners;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.states.time.VirtualClock;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of all services, read from their fields, so that no test can forget a field. */
final class StateDump {
    /** The types that are not state of a service: shared objects, processes, sessions. */
    private static final List<Class<?>> SHARED = List.of(
            ServiceContext.class,
            Services.class,
            Gateway.class,
            VirtualClock.class,
            AccessKeys.class,
            Iam.class,
            IamAuthorizer.class,
            ResourcePolicies.class,
            FunctionRunners.class,
            JobThreads.class,
            Thread.class);
    /** The values of secrets are kept, and ETags of files are recalculated. */
    private static final Set<String> KEPT =
            Set.of("Parameters.secureValues", "SecretsManager.values", "ObjectRecords.summed");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> lines = new ArrayList<>();

    private StateDump() {}

    /** Returns the lines of each service by its name. */
    static Map<String, List<String>> of(LocalAws aws) throws IllegalAccessException, NoSuchFieldException {
        Map<String, List<String>> all = new TreeMap<>();
        for (LocalService service : ((Services) field(aws, "services")).all()) {
            all.put(service.api().name(), of(service));
        }
        Object authorizer = field(aws, "authorizer");
        all.put("authorizer", of(authorizer));
        all.put("identities", of(field(authorizer, "iam")));
        all.put("resource policies", of(field(authorizer, "resourcePolicies")));
        all.put("stacks", of(field(aws, "deployer")));
        all.put("faults", of(((Gateway) field(aws, "gateway")).faults()));
        return all;
    }

    private static Object field(Object owner, String name) throws IllegalAccessException, NoSuchFieldException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static List<String> of(Object root) throws IllegalAccessException {
        StateDump dump = new StateDump();
        dump.fields("", root);
        return dump.lines;
    }

    private void fields(String path, Object object) throws IllegalAccessException {
        if (!seen.add(object)) {
            return;
        }
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                boolean isState = !Modifier.isStatic(field.getModifiers())
                        && !field.isSynthetic()
                        && !KEPT.contains(type.getSimpleName() + "." + field.getName());
                if (isState) {
                    field.setAccessible(true);
                    value(path + "." + field.getName(), field.get(object));
                }
            }
        }
    }

    private void value(String path, @Nullable Object value) throws IllegalAccessException {
        if (value == null || SHARED.stream().anyMatch(type -> type.isInstance(value))) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
            for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                lines.add(path + "[" + entry.getKey() + "]");
                value(path + "[" + entry.getKey() + "]", entry.getValue());
            }
        } else if (value instanceof Collection<?> collection && !(value instanceof JsonNode)) {
            int index = 0;
            for (Object each : collection) {
                lines.add(path + "[" + index + "]");
                value(path + "[" + index++ + "]", each);
            }
        } else if (value instanceof Optional<?> optional) {
            value(path, optional.orElse(null));
        } else if (isPlain(value)) {
            lines.add(path + " = " + value);
        } else if (value.getClass().getName().startsWith("io.github.emrlaunch.local") && !isLambda(value)) {
            fields(path, value);
        }
    }

    private static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Enum
                || value instanceof JsonNode
                || (value instanceof Number && !value.getClass().getName().contains("Atomic"))
                || value.getClass().getName().startsWith("java.time.");
    }

    private static boolean isLambda(Object value) {
        return value.getClass().isSynthetic() || value.getClass().isHidden();
    }
}
