package io.github.emrlaunch.local.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SparkArchitectureTest {
    private static final String SPARK = "io.github.emrlaunch.local.spark";
    private static final String FILE_SYSTEMS = SPARK + ".fs..";

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of(SparkForTests.classes(SparkJobs.class)));

    @Test
    void importsClassesOfTheModule() {
        assertThat(CLASSES).hasSizeGreaterThan(30);
    }

    @Test
    void dependsOnlyOnPublicPackagesOfEmulator() {
        classes()
                .that()
                .resideInAPackage(SPARK + "..")
                .and()
                .resideOutsideOfPackage(FILE_SYSTEMS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        SPARK + "..",
                        "io.github.emrlaunch.local",
                        "io.github.emrlaunch.local.jobs",
                        "java..",
                        "com.sun.management..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    // They run in the JVM of a job, which has neither the emulator nor its libraries.
    @Test
    void fileSystemsNeedHadoopOnly() {
        classes()
                .that()
                .resideInAPackage(FILE_SYSTEMS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        FILE_SYSTEMS,
                        "org.apache.hadoop..",
                        "java..",
                        "org.xml.sax..",
                        "org.w3c..",
                        "javax.xml..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    // The JVM of the emulator has no Hadoop.
    @Test
    void otherPackagesDoNotDependOnHadoopOrSpark() {
        noClasses()
                .that()
                .resideInAnyPackage(SPARK, SPARK + ".internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..", "org.apache.spark..")
                .check(CLASSES);
    }

    @Test
    void internalPackageDoesNotDependOnCommandPackage() {
        noClasses()
                .that()
                .resideInAPackage(SPARK + ".internal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SPARK + ".internal.command..")
                .check(CLASSES);
    }

    @Test
    void publicMethodsReturnNoInternalTypes() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(SPARK)
                .and()
                .arePublic()
                .should()
                .haveRawReturnType(resideInAPackage(SPARK + ".internal.."))
                .check(CLASSES);
    }
}
