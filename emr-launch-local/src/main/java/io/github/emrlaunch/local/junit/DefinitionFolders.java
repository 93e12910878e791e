package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The folders of stored definitions that apps read during synthesis. A context key of the CDK names them. */
final class DefinitionFolders {
    /** The same key as {@code StoredDefinitions.DIRECTORY_CONTEXT} of the constructs. */
    private static final String KEY = "emr-launch:definitions-directory";

    private final Map<String, Object> given;
    private final Map<String, Object> context;
    private final Set<String> accounts;
    private final Set<String> regions;

    private DefinitionFolders(
            Map<String, Object> given, Map<String, Object> context, Set<String> accounts, Set<String> regions) {
        this.given = given;
        this.context = context;
        this.accounts = accounts;
        this.regions = regions;
    }

    /**
     * Returns the folders of an extension.
     *
     * @param folder where several folders are merged
     */
    static DefinitionFolders of(ExtensionSettings settings, Path folder) {
        ExistingResources.Definitions declared = ExistingResources.definitionsOf(settings.existing());
        Map<String, Object> context = new HashMap<>(settings.context());
        List<Path> folders = declared.folders();
        if (!folders.isEmpty()) {
            if (folders.size() > 1) {
                declared.copyTo(folder);
            }
            context.putIfAbsent(
                    KEY,
                    (folders.size() > 1 ? folder : folders.get(0))
                            .toAbsolutePath()
                            .toString());
        }
        return new DefinitionFolders(settings.context(), context, declared.accounts(), declared.regions());
    }

    /** Returns the context of the first app. */
    Map<String, Object> context() {
        return context;
    }

    /** Returns the context of an app that is synthesized after the deployment of others. It finds the definitions that they stored. */
    Map<String, Object> contextAfter(LocalAws aws, Path folder) {
        Map<String, Object> after = new HashMap<>(context);
        if (!given.containsKey(KEY) && aws.exportDefinitions(folder)) {
            after.put(KEY, folder.toString());
        }
        return after;
    }

    /** Returns the account of the definitions; empty when there is none or more than one. */
    Optional<String> account() {
        return accounts.size() == 1 ? accounts.stream().findFirst() : Optional.empty();
    }

    /** Returns the region of the definitions; empty when there is none or more than one. */
    Optional<String> region() {
        return regions.size() == 1 ? regions.stream().findFirst() : Optional.empty();
    }
}
