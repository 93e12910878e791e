package io.github.emrlaunch.core.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** Shared objects of the constructs of an app, across stacks. It is a construct under the root, without resources. */
public final class AppRegistry extends Construct {
    private static final String ID = "EmrLaunch::App";

    private final Map<Class<?>, Object> shared = new HashMap<>();

    private AppRegistry(Construct root) {
        super(root, ID);
    }

    /** Returns the registry of the scope's app. */
    public static AppRegistry of(IConstruct scope) {
        IConstruct root = scope.getNode().getRoot();
        return root.getNode().tryFindChild(ID) instanceof AppRegistry existing
                ? existing
                : new AppRegistry((Construct) root);
    }

    /** Returns the single object of a class, which is created at the first request. */
    public <T> T shared(Class<T> type, Supplier<T> maker) {
        return type.cast(shared.computeIfAbsent(type, unused -> maker.get()));
    }
}
