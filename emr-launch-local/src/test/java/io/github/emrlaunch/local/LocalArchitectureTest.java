package io.github.emrlaunch.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LocalArchitectureTest {
    private static final String LOCAL = "io.github.emrlaunch.local";
    private static final String INTERNAL = LOCAL + ".internal..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(LOCAL);

    private static boolean isFactory(JavaClass type) {
        return type.isAssignableTo(ServiceFactory.class) && !type.isInterface();
    }

    @Test
    void importsClassesOfTheModule() {
        assertThat(CLASSES).hasSizeGreaterThan(100);
    }

    // Services call each other through the gateway. The interfaces for other shared information are in the package
    // internal.service. Access control is not such a service: all other services use it.
    @TestFactory
    Stream<DynamicTest> onlyThePublicClassesDependOnAService() {
        List<String> services = CLASSES.stream()
                .filter(LocalArchitectureTest::isFactory)
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(LOCAL + ".internal.iam"))
                .distinct()
                .sorted()
                .toList();
        assertThat(services).hasSizeGreaterThan(10);
        return services.stream()
                .map(service -> DynamicTest.dynamicTest(service, () -> noClasses()
                        .that()
                        .resideOutsideOfPackages(service + "..", LOCAL)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(service + "..")
                        .check(CLASSES)));
    }

    @Test
    void onlyTheEmulatorDependsOnTheDeployer() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL)
                .and()
                .resideOutsideOfPackage(LOCAL + ".internal.deploy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LOCAL + ".internal.deploy..")
                .check(CLASSES);
    }

    // Tests of a cloud assembly and the server do not need the CDK.
    @Test
    void onlyTheJunitExtensionUsesTheCdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LOCAL + ".junit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awscdk..", "software.constructs..", "software.amazon.jsii..")
                .check(CLASSES);
    }

    // Otherwise the emulator would lack a service without an error.
    @Test
    void everyServiceIsRegistered() {
        List<String> registered = ServiceLoader.load(ServiceFactory.class).stream()
                .map(provider -> provider.type().getName())
                .toList();

        assertThat(CLASSES)
                .filteredOn(LocalArchitectureTest::isFactory)
                .extracting(JavaClass::getName)
                .hasSizeGreaterThan(10)
                .isSubsetOf(registered);
    }

    // Users of the library without the assertions do not need AssertJ.
    @Test
    void onlyTheAssertionsDependOnAssertJ() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LOCAL + ".assertions..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.assertj..", LOCAL + ".assertions..")
                .check(CLASSES);
    }

    @Test
    void awsPackageDependsOnNoOtherPackageOfTheModule() {
        classes()
                .that()
                .resideInAPackage(LOCAL + ".internal.aws..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(LOCAL + ".internal.aws..", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void publicMethodsReturnNoInternalTypes() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(LOCAL)
                .and()
                .arePublic()
                .should()
                .haveRawReturnType(resideInAPackage(INTERNAL))
                .check(CLASSES);
    }
}
