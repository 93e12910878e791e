package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkDiscoveryTest {
    private final Map<String, String> variables = new LinkedHashMap<>(Map.of("PATH", ""));
    private SparkSettings settings = SparkSettings.standard();

    @TempDir
    private Path folder;

    private SparkDiscovery.Found find() throws IOException {
        return new SparkDiscovery(
                        settings,
                        variables,
                        folder.resolve("current"),
                        folder,
                        List.of(folder.resolve("jvms"), folder.resolve("none")))
                .find();
    }

    private SparkInstallation spark() throws IOException {
        SparkDiscovery.Found found = find();
        assertThat(found.why()).isEmpty();
        return Objects.requireNonNull(found.spark());
    }

    private Path program(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private Path python(String name, String version, String pyspark) throws IOException {
        return program(name, "echo '" + version + "'; echo '" + pyspark + "'");
    }

    private Path sparkHome(String name, String core) throws IOException {
        Path jars = Files.createDirectories(folder.resolve(name).resolve("jars"));
        for (String jar : List.of(core, "scala-library-2.12.18.jar", "hadoop-client-api-3.3.4.jar")) {
            Files.createFile(jars.resolve(jar));
        }
        return folder.resolve(name);
    }

    private Path java(String name, String version) throws IOException {
        program(name + "/bin/java", "");
        Path home = folder.resolve(name);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    @Test
    void prefersSparkHomeVariable() throws IOException {
        java("current", "17.0.1");
        Path home = sparkHome("spark", "spark-core_2.12-3.5.6.jar");
        Path other = sparkHome("other", "spark-core_2.12-3.4.1.jar");
        variables.put("SPARK_HOME", home.toString());
        variables.put(
                "PYSPARK_PYTHON",
                python("venv/bin/python", "3 11", other.toString()).toString());

        SparkInstallation spark = spark();

        assertThat(spark.home()).isEqualTo(home);
        assertThat(spark.version()).isEqualTo(new SparkVersion(3, 5, "3.5.6", "2.12"));
        assertThat(spark.python()).isEqualTo(folder.resolve("venv/bin/python"));
        assertThat(spark.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PYSPARK_PYTHON,bin/py",
        "PYSPARK_DRIVER_PYTHON,bin/py",
        "VIRTUAL_ENV,bin/python",
        "PATH,python3",
        "PATH,python"
    })
    void findsPySparkOfPython(String variable, String name) throws IOException {
        java("current", "17.0.1");
        Path home = sparkHome("spark", "spark-core_2.12-3.5.9.jar");
        Path python = python("venv/" + name, "3 10", home.toString());
        variables.put(
                variable,
                variable.startsWith("PYSPARK")
                        ? python.toString()
                        : folder.resolve("venv").toString());

        SparkInstallation spark = spark();

        assertThat(spark.home()).isEqualTo(home);
        assertThat(spark.python()).isEqualTo(python);
    }

    @Test
    void skipsUnsuitableSparkJavaAndPython() throws IOException {
        java("current", "25.0.1");
        java("jvms/a-21", "21.0.1");
        Path java = java("jvms/b-17", "17.0.9");
        Files.createDirectories(folder.resolve("jvms/c-broken"));
        Path home = sparkHome("spark", "spark-core_2.12-3.5.9.jar");
        variables.put("SPARK_HOME", folder.resolve("gone").toString());
        variables.put("PYSPARK_PYTHON", program("broken/python", "exit 1").toString());
        variables.put("PYSPARK_DRIVER_PYTHON", python("two/python", "2 7", "").toString());
        variables.put("VIRTUAL_ENV", folder.resolve("new").toString());
        python("new/bin/python", "3 13", home.toString());
        Path fitting = python("path/python3", "3 9", "");
        variables.put("PATH", folder.resolve("path").toString());

        SparkInstallation spark = spark();

        assertThat(spark.home()).isEqualTo(home);
        assertThat(spark.javaHome()).isEqualTo(java);
        assertThat(spark.javaVersion()).isEqualTo(17);
        assertThat(spark.python()).isEqualTo(fitting);
    }

    @Test
    void reportsWhereItLookedForSpark() throws IOException {
        java("current", "17.0.1");
        variables.put("PYSPARK_PYTHON", python("venv/python", "3 11", "").toString());

        SparkDiscovery.Found found = find();

        assertThat(found.spark()).isNull();
        assertThat(found.why())
                .contains(
                        "pip install 'pyspark==3.5.*'",
                        "SPARK_HOME (not set)",
                        "venv/python (Python 3.11 without pyspark)");
    }

    @Test
    void reportsMissingJavaVersion() throws IOException {
        java("current", "25.0.1");
        java("jvms/old", "1.7.0_80");
        variables.put(
                "SPARK_HOME", sparkHome("spark", "spark-core_2.12-3.5.9.jar").toString());

        SparkDiscovery.Found found = find();

        assertThat(found.spark()).isNull();
        assertThat(found.why())
                .contains("Spark 3.5.9", "needs Java 17", "Temurin 17", "current (Java 25)", "jvms/old (Java 7)");
    }

    @Test
    void reportsTooOldSpark() throws IOException {
        java("current", "17.0.2");
        java("jvms/old", "11.0.2");
        variables.put(
                "SPARK_HOME", sparkHome("spark", "spark-core_2.12-3.2.4.jar").toString());

        SparkDiscovery.Found found = find();

        assertThat(found.spark()).isNull();
        assertThat(found.why()).contains("Spark 3.2.4", "does not run on Java 17", "pip install 'pyspark==3.5.*'");
    }

    @ParameterizedTest
    @CsvSource({
        "spark-core_2.12-3.5.9.jar, 1.8.0_402, false",
        "spark-core_2.12-3.5.9.jar, 11.0.2, false",
        "spark-core_2.12-3.5.9.jar, 17.0.2, true",
        "spark-core_2.12-3.5.9.jar, 21.0.2, false",
        "spark-core_2.13-4.0.1.jar, 21.0.2, true",
        "spark-core_2.13-4.0.1.jar, 11.0.2, false",
        "spark-core_2.12-3.2.4.jar, 17.0.2, false"
    })
    void requiresJavaVersionThatSparkSupports(String core, String version, boolean fits) throws IOException {
        java("current", version);
        variables.put("SPARK_HOME", sparkHome("spark", core).toString());

        assertThat(find().spark() != null).isEqualTo(fits);
    }

    @Test
    void notesTooNewPython() throws IOException {
        java("current", "17.0.1");
        Path home = sparkHome("spark", "spark-core_2.12-3.5.9.jar");
        Path python = python("venv/python", "3 13", home.toString());
        variables.put("PYSPARK_PYTHON", python.toString());

        assertThat(spark().python()).isEqualTo(python);
        assertThat(spark().notes()).singleElement().asString().contains("Python 3.13", "3.8 to 3.11");
    }

    @Test
    void ignoresTooOldPython() throws IOException {
        java("current", "17.0.1");
        variables.put(
                "SPARK_HOME", sparkHome("spark", "spark-core_2.12-3.5.9.jar").toString());
        variables.put("PYSPARK_PYTHON", python("venv/python", "3 6", "").toString());

        assertThat(spark().python()).isNull();
        assertThat(spark().notes()).singleElement().asString().contains("Python 3.6", "older");
    }

    @Test
    void doesNotReplaceConfiguredSparkOrJava() throws IOException {
        java("current", "17.0.1");
        sparkHome("good", "spark-core_2.12-3.5.9.jar");
        variables.put("SPARK_HOME", folder.resolve("good").toString());
        settings = settings.withSparkHome(folder.resolve("wrong"));

        assertThat(find().why()).contains("wrong is no Spark");

        settings = SparkSettings.standard().withJavaHome(java("set", "25.0.0"));

        assertThat(find().why()).contains("needs Java", "set (Java 25)").doesNotContain("current");
    }

    @Test
    void ignoresPythonThatDoesNotAnswerInTime() throws Exception {
        PythonInterpreter.Answer answer = PythonInterpreter.ask(program("hangs/python", "exec sleep 1000"), 1);

        assertThat(answer.python()).isNull();
        assertThat(answer.why()).isEqualTo("no answer within 1 seconds");
    }

    @Test
    void reportsUnusablePythons() throws IOException {
        java("current", "17.0.1");
        variables.put("PYSPARK_PYTHON", program("broken/python", "exit 3").toString());
        variables.put("PYSPARK_DRIVER_PYTHON", python("two/python", "2 7", "").toString());

        assertThat(find().why())
                .contains("broken/python (fails with exit code 3)", "two/python (no Python 3)")
                .doesNotContain("(none)");
    }

    @Test
    void sparkWithoutItsJarsIsIncomplete() throws IOException {
        java("current", "17.0.1");
        Path home = sparkHome("spark", "spark-core_2.12-3.5.9.jar");
        Files.delete(home.resolve("jars/scala-library-2.12.18.jar"));
        variables.put("SPARK_HOME", home.toString());

        assertThat(find().why()).contains("SPARK_HOME=" + home + " (incomplete", "--force-reinstall");

        settings = settings.withSparkHome(home);

        assertThat(find().why()).contains("incomplete");
    }

    /** As pyenv, asdf and mise have them: a script that looks below the home, which a job has of its own. */
    @Test
    void resolvesShimToInterpreter() throws Exception {
        Path onPath = Executables.onPath("python3", System.getenv("PATH"));
        assumeTrue(onPath != null, "There is no python3");
        Path real = Objects.requireNonNull(PythonInterpreter.of(Objects.requireNonNull(onPath)))
                .program();
        Path shim = program("shims/python3", "exec " + real + " \"$@\"");

        PythonInterpreter behind = Objects.requireNonNull(PythonInterpreter.of(shim));
        PythonInterpreter itself = Objects.requireNonNull(PythonInterpreter.of(real));

        assertThat(behind.program().toRealPath()).isEqualTo(real.toRealPath());
        assertThat(itself.program()).isEqualTo(real);
    }

    @Test
    void findsSparkDespiteInterrupt() throws IOException {
        java("current", "17.0.1");
        Path home = sparkHome("spark", "spark-core_2.12-3.5.9.jar");
        variables.put(
                "PYSPARK_PYTHON", python("venv/python", "3 11", home.toString()).toString());

        Thread.currentThread().interrupt();
        SparkDiscovery.Found found = find();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(found.spark()).as(found.why()).isNotNull();
    }

    @Test
    void findsJdksOfHomebrewAndOfVersionManagers() throws IOException {
        assertThat(SparkDiscovery.roots(folder))
                .contains(
                        Path.of("/opt/homebrew/opt/openjdk@17/libexec"),
                        folder.resolve(".asdf/installs/java"),
                        folder.resolve(".local/share/mise/installs/java"),
                        folder.resolve(".jenv/versions"));

        java("current", "25.0.1");
        Path java = java("jvms/openjdk.jdk/Contents/Home", "17.0.9");
        variables.put(
                "SPARK_HOME", sparkHome("spark", "spark-core_2.12-3.5.9.jar").toString());

        assertThat(spark().javaHome()).isEqualTo(java);
    }
}
