#pragma warning disable IDE0130 // Two namespaces side by side are the point of this sample.
namespace Palladium.Tests.Architecture.Samples.Two
{
    internal sealed class Seen;
}

namespace Palladium.Tests.Architecture.Samples.One
{
    internal sealed class Looks
    {
        public static object At() => new Two.Seen();
    }
}
