package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCheckpoint;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.jobs.Jobs;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awscdk.App;

/**
 * A JUnit 5 extension that runs a CDK app on a local emulator of AWS.
 *
 * <pre>{@code
 * class NightlyTest {
 *     @RegisterExtension
 *     static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new AnalyticsStack(app, "Analytics"));
 *
 *     @Test
 *     void launches() {
 *         LocalExecution execution = aws.run("analytics_nightly", "{}");
 *
 *         assertThat(execution).succeeded().leftNoClusters();
 *     }
 * }
 * }</pre>
 *
 * <p>In a static field, the app is synthesized and deployed once for all tests of the class and of its nested classes. Each test starts
 * with the deployed stacks and with the effects of {@code @BeforeAll} methods. After a test, its changes are undone, including changes to
 * the virtual time, see {@link LocalCheckpoint}. The processes of functions stay warm and keep the state in their memory. Tests that
 * share a deployment run one at a time, even when JUnit runs tests in parallel; all tests of a {@code @TestFactory} count as one test. In
 * an instance field, the app is synthesized and deployed for each test, unless JUnit creates one instance for all tests.
 *
 * <p>Tests can have parameters of the types {@link LocalAws} and {@link Deployment}.
 *
 * <p>{@code @ExtendWith(LocalAwsExtension.class)} passes tests an emulator without deployed stacks as a parameter of type {@link
 * LocalAws}. Each test method has a separate emulator, unless a {@code @BeforeAll} method has such a parameter: then all tests of the
 * class share its emulator.
 */
public final class LocalAwsExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LocalAwsExtension.class);

    private final ExtensionSettings settings;
    private final boolean registered;
    /** Tests that share a deployment run one at a time, even when JUnit runs tests in parallel. */
    private final Semaphore turn = new Semaphore(1, true);
    /** The classes that share a deployment, the innermost nested class first; empty when each test has a separate deployment. */
    private final Deque<TestClass> classes = new ConcurrentLinkedDeque<>();

    private volatile @Nullable DeployedAws running;
    /** The unique id of the running test. */
    private volatile String current = "";

    /** A test class and the checkpoint before its first test. */
    private static final class TestClass {
        private final String id;
        private final @Nullable LocalCheckpoint begin;
        private @Nullable LocalCheckpoint beforeTests;

        TestClass(String id, @Nullable LocalCheckpoint begin) {
            this.id = id;
            this.begin = begin;
        }
    }

    /** Creates an emulator without deployed stacks, for {@code @ExtendWith}. */
    public LocalAwsExtension() {
        this(ExtensionSettings.NONE, false);
    }

    private LocalAwsExtension(ExtensionSettings settings, boolean registered) {
        this.settings = settings;
        this.registered = registered;
    }

    private static LocalAwsExtension of(ExtensionSettings settings) {
        return new LocalAwsExtension(settings, true);
    }

    /**
     * Synthesizes and deploys an app.
     *
     * @param stacks adds the stacks, such as {@code app -> new AnalyticsStack(app, "Analytics")}; it does not call {@code synth}
     */
    public static LocalAwsExtension forApp(Consumer<App> stacks) {
        return of(ExtensionSettings.NONE).andApp(stacks);
    }

    /**
     * Deploys an existing cloud assembly.
     *
     * @param cloudAssembly the folder that {@code cdk synth} wrote, usually {@code cdk.out}
     */
    public static LocalAwsExtension forAssembly(Path cloudAssembly) {
        return of(ExtensionSettings.NONE.withApp((context, folder) -> cloudAssembly));
    }

    /**
     * Deploys no app. Tests deploy their own, such as {@code aws.local().deploy(aws.synthesize(stacks))}. A deployment is removed after
     * its test.
     */
    public static LocalAwsExtension withoutApp() {
        return of(ExtensionSettings.NONE);
    }

    /** Synthesizes and deploys another app after the previous ones, such as the app of a team after the app of a platform. */
    public LocalAwsExtension andApp(Consumer<App> stacks) {
        return of(settings.withApp((context, folder) -> {
            CdkApps.synthesize(stacks, context, folder);
            return folder;
        }));
    }

    /** The account id, twelve digits. Default: the account of the stacks; 123456789012 for environment-agnostic stacks. */
    public LocalAwsExtension account(String value) {
        return of(settings.withAccount(value));
    }

    /** The region. Default: the region of the stacks; us-east-1 for environment-agnostic stacks. */
    public LocalAwsExtension region(String value) {
        return of(settings.withRegion(value));
    }

    /**
     * A context value of the CDK, as {@code cdk synth --context} sets it.
     *
     * @param value a string, a number, a boolean, a list or a map
     */
    public LocalAwsExtension context(String key, Object value) {
        return of(settings.withContext(Map.of(key, value)));
    }

    /**
     * A file with context values: a {@code cdk.json} or a {@code cdk.context.json}.
     *
     * @throws IllegalArgumentException when the file cannot be read or has another format
     */
    public LocalAwsExtension contextFile(Path file) {
        return of(settings.withContext(ContextFile.read(file)));
    }

    /** Declares resources that exist in the account before the first deployment. */
    public LocalAwsExtension existing(Consumer<ExistingResources> declaration) {
        return of(settings.withExisting(declaration));
    }

    /**
     * Runs the jobs of steps and of EMR Serverless, such as {@code SparkJobs.installed()} of {@code emr-launch-local-spark}.
     * Default: none; jobs are simulated.
     */
    public LocalAwsExtension jobs(Jobs value) {
        return emulator(builder -> builder.jobs(value));
    }

    /** Other settings of the emulator, such as {@code builder -> builder.functionVariable("LOG_LEVEL", "DEBUG")}. */
    public LocalAwsExtension emulator(Consumer<LocalAws.Builder> setting) {
        return of(settings.withSetting(setting));
    }

    /**
     * Returns the emulator.
     *
     * @throws IllegalStateException when no test that uses this extension is running
     */
    public LocalAws local() {
        return deployed().aws();
    }

    /**
     * Returns the result of the deployment.
     *
     * @throws IllegalStateException when no test that uses this extension is running
     */
    public Deployment deployment() {
        return deployed().deployment();
    }

    /**
     * Returns the folders of the deployed cloud assemblies, in the order of the apps. They exist until the emulator is closed.
     *
     * @throws IllegalStateException if no test that has registered this extension runs
     */
    public List<Path> assemblies() {
        return deployed().assemblies();
    }

    /**
     * Synthesizes an app with this extension's context, without deploying it. The app finds the definitions that are stored at the
     * time of the call.
     *
     * @param stacks adds the stacks; it does not call {@code synth}
     * @return the folder of the cloud assembly, which exists until the emulator is closed
     * @throws IllegalStateException if no test that has registered this extension runs
     */
    public Path synthesize(Consumer<App> stacks) {
        return deployed().synthesize(stacks);
    }

    /**
     * Starts an execution of a state machine, as a caller with full permissions, and waits until it has ended.
     *
     * @param stateMachine the name or ARN of the state machine
     * @param input JSON text
     * @throws IllegalArgumentException when the state machine does not exist. The message lists the existing ones
     */
    public LocalExecution run(String stateMachine, String input) {
        return local().run(stateMachine, input);
    }

    /**
     * Returns the executions of a state machine, in the order of their start, including those that a schedule, an event or another
     * execution started, see {@link LocalAws#executions}.
     *
     * @param stateMachine the name or ARN of the state machine
     * @throws IllegalArgumentException when the state machine does not exist. The message lists the existing ones
     */
    public List<LocalExecution> executions(String stateMachine) {
        return local().executions(stateMachine);
    }

    private DeployedAws deployed() {
        DeployedAws deployed = running;
        if (deployed == null) {
            throw new IllegalStateException(
                    registered
                            ? "The local emulator runs while tests run: use it in test methods, @BeforeEach or"
                                    + " @BeforeAll, and annotate its field with @RegisterExtension"
                            : "An extension of @ExtendWith has no field: take a parameter of type LocalAws");
        }
        return deployed;
    }

    /** A nested class shares the deployment of its outer class. */
    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        if (!registered) {
            return;
        }
        TestClass outer = classes.peek();
        if (outer == null) {
            running = DeployedAws.start(settings);
            classes.push(new TestClass(context.getUniqueId(), null));
        } else if (current.isEmpty() && isWithin(outer, context)) {
            classes.push(new TestClass(context.getUniqueId(), local().checkpoint()));
        } else {
            throw inUse(outer);
        }
    }

    private static boolean isWithin(TestClass testClass, ExtensionContext context) {
        return context.getUniqueId().startsWith(testClass.id + "/");
    }

    private static IllegalStateException inUse(TestClass testClass) {
        return new IllegalStateException(
                "The extension is in use by " + testClass.id + ": classes that share it, nested"
                        + " ones and those that inherit it, run one after the other, such as by"
                        + " @Execution(ExecutionMode.SAME_THREAD), or have a field each");
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        if (!registered) {
            return;
        }
        TestClass testClass = classes.peek();
        if (testClass == null) {
            running = DeployedAws.start(settings);
            return;
        }
        if (!isWithin(testClass, context)) {
            throw inUse(testClass);
        }
        turn.acquire();
        current = context.getUniqueId();
        if (testClass.beforeTests == null) {
            testClass.beforeTests = local().checkpoint();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalAws.class || (registered && type == Deployment.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (registered) {
            return parameter.getParameter().getType() == LocalAws.class ? local() : deployment();
        }
        return store(context).getOrComputeIfAbsent(LocalAws.class, key -> LocalAws.start(), LocalAws.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        if (!registered) {
            close(context);
            return;
        }
        TestClass testClass = classes.peek();
        if (testClass == null) {
            stop();
        } else if (current.equals(context.getUniqueId())) {
            try {
                restore(testClass.beforeTests);
            } finally {
                current = "";
                turn.release();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        TestClass testClass = classes.peek();
        if (!registered) {
            close(context);
        } else if (testClass != null && testClass.id.equals(context.getUniqueId())) {
            classes.pop();
            if (classes.isEmpty()) {
                stop();
            } else {
                restore(testClass.begin);
            }
        }
    }

    private static void restore(@Nullable LocalCheckpoint checkpoint) throws InterruptedException {
        if (checkpoint == null) {
            return;
        }
        // A test that times out can leave its thread interrupted. The next test still needs the deployment.
        boolean interrupted = Thread.interrupted();
        try {
            checkpoint.restore();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stop() {
        DeployedAws stopped = running;
        running = null;
        if (stopped != null) {
            stopped.close();
        }
    }

    /** Closes the emulator of this context. The emulator of a class, which a test only uses, stays open. */
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
