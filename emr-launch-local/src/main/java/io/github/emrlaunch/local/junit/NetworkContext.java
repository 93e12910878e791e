package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.ExistingResources;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subnets of the VPCs that the CDK has looked up: context values whose keys start with {@code vpc-provider:}. The subnet groups
 * define which subnets are public.
 */
final class NetworkContext {
    private static final String PROVIDER = "vpc-provider:";

    private NetworkContext() {}

    static void declare(Map<String, Object> context, ExistingResources existing) {
        context.forEach((key, value) -> {
            if (key.startsWith(PROVIDER) && value instanceof Map<?, ?> vpc) {
                maps(vpc.get("subnetGroups")).forEach(group -> maps(group.get("subnets"))
                        .forEach(subnet -> existing.subnet(
                                String.valueOf(subnet.get("subnetId")), "Public".equals(group.get("type")))));
            }
        });
    }

    private static List<Map<?, ?>> maps(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(each -> (Map<?, ?>) each)
                        .toList()
                : List.of();
    }
}
