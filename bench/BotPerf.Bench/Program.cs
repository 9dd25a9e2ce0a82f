Console.WriteLine("BotPerf bench");
