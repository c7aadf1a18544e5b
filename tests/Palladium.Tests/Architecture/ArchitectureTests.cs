using System.Reflection;
using System.Reflection.Emit;
using ArchUnitNET.Loader;
using Palladium.Records.Sealing;
using Assembly = System.Reflection.Assembly;

namespace Palladium.Tests.Architecture;

public sealed class ArchitectureTests
{
    public static TheoryData<string> Projects => [.. Assemblies.Sources.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_sees_only_what_the_design_lets_it_see(string assembly)
    {
        using var file = File.OpenRead(Assemblies.Sources[assembly]);

        Assert.Empty(ProjectRule.Broken(assembly["Palladium.".Length..], Assemblies.ReferencesOf(file)));
    }

    [Fact]
    public void Every_project_of_the_design_is_looked_at() =>
        Assert.Superset(
            new HashSet<string> { "Palladium.Records", "Palladium.Log", "Palladium.Cedar", "Palladium.Doctrine", "Palladium.Node" },
            Assemblies.Sources.Keys.ToHashSet());

    [Theory]
    [InlineData("Records", "Log")]
    [InlineData("City", "Doctrine")]
    [InlineData("Adapters", "Doctrine")]
    [InlineData("Log", "Records")]
    [InlineData("Sqlite", "Node")]
    [InlineData("SomethingNew", "Records")]
    public void The_rule_bites_when_a_project_sees_what_it_must_not(string project, string seen) =>
        Assert.Equal([$"{project} sees {seen}"], ProjectRule.Broken(project, [seen]));

    [Fact]
    public void References_are_found_in_compiled_code()
    {
        using var sample = Compiled(Call);

        Assert.Equal(["Records"], Assemblies.ReferencesOf(sample));
    }

    [Fact]
    public void Nobody_but_the_gate_opens_sealed_data()
    {
        var users = new List<string>();
        foreach (var path in Assemblies.Sources.Values)
        {
            using var file = File.OpenRead(path);
            users.AddRange(UnsealScan.UsersIn(file));
        }

        // Sealed<T> itself touches its own field; nobody else but the gate is there.
        Assert.Equal(["Palladium.Doctrine.Gate.Gate", "Palladium.Records.Sealing.Sealed`1"], users.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(nameof(Call))]
    [InlineData(nameof(TakeDelegate))]
    [InlineData(nameof(ReadField))]
    [InlineData(nameof(ByName))]
    public void The_scan_finds_every_way_to_open_sealed_data(string way)
    {
        using var sample = Compiled(typeof(ArchitectureTests).GetMethod(way, BindingFlags.NonPublic | BindingFlags.Static)!
            .CreateDelegate<Action<ILGenerator>>());

        Assert.Equal(["Sample.Thief"], UnsealScan.UsersIn(sample));
    }

    [Fact]
    public void The_scan_finds_nothing_where_nothing_is_opened()
    {
        using var sample = Compiled(code => code.Emit(OpCodes.Callvirt, typeof(object).GetMethod(nameof(ToString))!));

        Assert.Empty(UnsealScan.UsersIn(sample));
    }

    [Theory]
    [InlineData("Palladium.Adapters")]
    [InlineData("Palladium.Standards")]
    public void Folders_never_see_one_another(string project) =>
        Assert.Empty(FolderRule.Broken(Load(Assembly.LoadFrom(Assemblies.Sources[project])), project));

    [Fact]
    public void The_folder_rule_bites_when_one_folder_uses_another() =>
        Assert.Equal(
            ["Palladium.Tests.Architecture.Samples.One.Looks sees Palladium.Tests.Architecture.Samples.Two.Seen"],
            FolderRule.Broken(Load(typeof(ArchitectureTests).Assembly), "Palladium.Tests.Architecture.Samples"));

    private static ArchUnitNET.Domain.Architecture Load(Assembly assembly) => new ArchLoader().LoadAssemblies(assembly).Build();

    // A small assembly with one method that takes a Sealed<string> and does with it what it is told.
    private static MemoryStream Compiled(Action<ILGenerator> useArgument)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Palladium.Sample"), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("Palladium.Sample").DefineType("Sample.Thief", TypeAttributes.Public);
        var method = type.DefineMethod("Take", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(Sealed<string>)]);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        useArgument(code);
        code.Emit(OpCodes.Pop);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        var stream = new MemoryStream();
        assembly.Save(stream);
        stream.Position = 0;
        return stream;
    }

    private static void Call(ILGenerator code) => code.Emit(OpCodes.Callvirt, Opening);

    private static void TakeDelegate(ILGenerator code) => code.Emit(OpCodes.Ldvirtftn, Opening);

    private static void ReadField(ILGenerator code) => code.Emit(OpCodes.Ldfld, Hidden);

    private static void ByName(ILGenerator code)
    {
        code.Emit(OpCodes.Pop);
        code.Emit(OpCodes.Ldstr, "Unseal");
    }

    private static MethodInfo Opening { get; } =
        typeof(Sealed<string>).GetMethod("Unseal", BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static FieldInfo Hidden { get; } =
        typeof(Sealed<string>).GetField("_value", BindingFlags.NonPublic | BindingFlags.Instance)!;
}
