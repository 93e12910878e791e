package io.github.emrlaunch.core.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** The objects that the constructs of an app share, whatever their stacks. It is a construct below the root, without resources. */
public final class AppRegistry extends Construct {
    private static final String ID = "EmrLaunch::App";

    private final Map<Class<?>, Object> shared = new HashMap<>();

    private AppRegistry(Construct root) {
        super(root, ID);
    }

    /** The registry of the app that has the scope. */
    public static AppRegistry of(IConstruct scope) {
        IConstruct root = scope.getNode().getRoot();
        return root.getNode().tryFindChild(ID) instanceof AppRegistry existing
                ? existing
                : new AppRegistry((Construct) root);
    }

    /** The one object of its class, which is made when it is asked for. */
    public <T> T shared(Class<T> type, Supplier<T> maker) {
        return type.cast(shared.computeIfAbsent(type, unused -> maker.get()));
    }
}
