package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an extension.
 *
 * @param apps the apps to deploy, in this order
 * @param account the account; null for the account of the stacks
 * @param region the region; null for the region of the stacks
 * @param context the context values of the CDK, for all apps
 * @param existing the declarations of existing resources
 * @param settings the settings of the emulator
 */
record ExtensionSettings(
        List<AppSource> apps,
        @Nullable String account,
        @Nullable String region,
        Map<String, Object> context,
        List<Consumer<ExistingResources>> existing,
        List<Consumer<LocalAws.Builder>> settings) {
    static final ExtensionSettings NONE = new ExtensionSettings(List.of(), null, null, Map.of(), List.of(), List.of());

    ExtensionSettings {
        apps = List.copyOf(apps);
        context = Map.copyOf(context);
        existing = List.copyOf(existing);
        settings = List.copyOf(settings);
    }

    /** Returns whether stacks of other accounts or regions are skipped. */
    boolean selects() {
        return account != null || region != null;
    }

    ExtensionSettings withApp(AppSource value) {
        return new ExtensionSettings(and(apps, value), account, region, context, existing, settings);
    }

    ExtensionSettings withAccount(String value) {
        return new ExtensionSettings(apps, value, region, context, existing, settings);
    }

    ExtensionSettings withRegion(String value) {
        return new ExtensionSettings(apps, account, value, context, existing, settings);
    }

    ExtensionSettings withContext(Map<String, ?> values) {
        Map<String, Object> all = new LinkedHashMap<>(context);
        all.putAll(values);
        return new ExtensionSettings(apps, account, region, all, existing, settings);
    }

    ExtensionSettings withExisting(Consumer<ExistingResources> value) {
        return new ExtensionSettings(apps, account, region, context, and(existing, value), settings);
    }

    ExtensionSettings withSetting(Consumer<LocalAws.Builder> value) {
        return new ExtensionSettings(apps, account, region, context, existing, and(settings, value));
    }

    private static <T> List<T> and(List<T> values, T value) {
        return new ArrayList<>(Stream.concat(values.stream(), Stream.of(value)).toList());
    }
}
