namespace Palladium.Records.Sealing;

/// <summary>
/// Protected data on its way from a store to somebody. A store seals what it hands out; only the gate opens it, and only
/// after the entry that records the opening is durable. There is no other way to the value: no property, no
/// <see cref="object.ToString"/>, no serializer, and a test over the compiled code finds every caller of
/// <see cref="Unseal"/>.
/// </summary>
/// <typeparam name="T">What is protected.</typeparam>
public sealed class Sealed<T>
{
    private readonly T _value;

    /// <summary>Seals a value.</summary>
    public Sealed(T value) => _value = value;

    /// <summary>For the gate alone.</summary>
    internal T Unseal() => _value;

    /// <summary>Says that something is sealed, and nothing about it.</summary>
    public override string ToString() => $"sealed {typeof(T).Name}";
}

/// <summary>Shorthand for sealing.</summary>
public static class Seal
{
    /// <summary>Seals a value.</summary>
    public static Sealed<T> Of<T>(T value) => new(value);
}
