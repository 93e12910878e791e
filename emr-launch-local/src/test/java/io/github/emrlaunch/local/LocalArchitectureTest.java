package io.github.emrlaunch.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LocalArchitectureTest {
    private static final String LOCAL = "io.github.emrlaunch.local";
    private static final String INTERNAL = LOCAL + ".internal..";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(LOCAL);

    @Test
    void rulesSeeTheModule() {
        assertThat(classes).hasSizeGreaterThan(100);
    }

    @Test
    void servicesReachEachOtherThroughTheGateway() {
        noClasses()
                .that()
                .resideInAnyPackage(LOCAL + ".internal.stepfunctions..")
                .should()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("EmrService")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("LambdaService")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("ParameterStore")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(INTERNAL)
                .and()
                .resideOutsideOfPackage(LOCAL + ".internal.deploy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LOCAL + ".internal.deploy..")
                .check(classes);
    }

    @Test
    void whatIsSharedKnowsNoService() {
        classes()
                .that()
                .resideInAPackage(LOCAL + ".internal.aws..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(LOCAL + ".internal.aws..", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                .check(classes);
    }

    @Test
    void publicMethodsShowNothingInternal() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(LOCAL)
                .and()
                .arePublic()
                .should()
                .haveRawReturnType(resideInAPackage(INTERNAL))
                .check(classes);
    }
}
