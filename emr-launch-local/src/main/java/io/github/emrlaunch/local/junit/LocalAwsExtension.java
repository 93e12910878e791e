package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.LocalAws;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a stand-in for AWS as a parameter of type {@link LocalAws}, and closes it after them. A test method gets one of its
 * own, unless a {@code @BeforeAll} method asked for one, which then all tests of the class share.
 *
 * <pre>
 * &#64;ExtendWith(LocalAwsExtension.class)
 * class PipelineTest {
 *     &#64;Test
 *     void launches(LocalAws aws) { … }
 * }
 * </pre>
 */
public final class LocalAwsExtension implements ParameterResolver, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LocalAwsExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalAws.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).getOrComputeIfAbsent(LocalAws.class, key -> LocalAws.start(), LocalAws.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    /** Closes the stand-in of this context; that of a class, which a test only borrowed, stays. */
    private static void close(ExtensionContext context) {
        @Nullable LocalAws aws = store(context).remove(LocalAws.class, LocalAws.class);
        if (aws != null) {
            aws.close();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
